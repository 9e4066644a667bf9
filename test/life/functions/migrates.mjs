/** A UserMigration trigger that knows everybody by one password; who is called `new-…` must choose another. */
export const handler = async (event) => {
  if (event.request.password !== undefined && event.request.password !== "old password") {
    throw new Error("Bad password");
  }
  event.response.userAttributes = { email: "moved@example.com", email_verified: "true" };
  event.response.messageAction = "SUPPRESS";
  if (!event.userName.startsWith("new-")) event.response.finalUserStatus = "CONFIRMED";
  return event;
};
