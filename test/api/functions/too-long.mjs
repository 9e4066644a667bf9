export const handler = async (event) => ({
  ...event,
  response: { ...event.response, emailMessage: `${event.request.codeParameter} ${"x".repeat(20_000)}` },
});
