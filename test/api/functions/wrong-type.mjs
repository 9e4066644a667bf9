export const handler = async (event) => ({
  ...event,
  response: { emailMessage: [event.request.codeParameter] },
});
