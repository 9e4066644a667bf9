/** Writes a mail, and an SMS that lacks the code. */
export const handler = async (event) => ({
  ...event,
  response: { emailMessage: `Mail ${event.request.codeParameter}`, smsMessage: "No code." },
});
