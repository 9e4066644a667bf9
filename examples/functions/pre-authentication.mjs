/**
 * A PreAuthentication trigger: keeps out whom an administrator has blocked (attribute `custom:blocked`). It runs before
 * the password is checked, so whoever knows a username can learn of the block.
 */
export const handler = async (event) => {
  if (event.request.userAttributes["custom:blocked"] === "true") {
    throw new Error("this account is blocked, please write to support@example.com");
  }
  return event;
};
