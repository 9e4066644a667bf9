/** A CustomMessage trigger that writes its whole event into the message. */
export const handler = async (event) => {
  const { codeParameter, usernameParameter, clientMetadata } = event.request;
  const seen = Buffer.from(JSON.stringify(event)).toString("base64url");
  event.response.emailSubject = `For ${event.userName}`;
  event.response.emailMessage = `${codeParameter} ${usernameParameter ?? "-"} ${seen}`;
  event.response.smsMessage = `${codeParameter} for ${clientMetadata?.reason ?? "no reason"}`;
  return event;
};
