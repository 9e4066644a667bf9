export const handler = async (event) => ({
  ...event,
  response: { ...event.response, emailMessage: "Your password was reset." },
});
