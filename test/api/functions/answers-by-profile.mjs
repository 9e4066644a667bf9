/** A PreTokenGeneration trigger that answers what the user's profile says. */
export const handler = async (event) => {
  event.response = JSON.parse(event.request.userAttributes.profile);
  return event;
};
