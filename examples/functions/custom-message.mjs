/**
 * A CustomMessage trigger: writes the password-reset mail from what the caller of ForgotPassword or
 * AdminResetUserPassword passed as ClientMetadata, and leaves every other message as the pool has it.
 */
export const handler = async (event) => {
  if (event.triggerSource !== "CustomMessage_ForgotPassword") return event;
  const { codeParameter, clientMetadata, userAttributes } = event.request;
  event.response.emailSubject = subjectFor(clientMetadata?.ticket);
  event.response.emailMessage = page(
    userAttributes.name ?? userAttributes.email,
    codeParameter,
    clientMetadata ?? {},
  );
  return event;
};

const SUBJECT = "Reset your Acme password";

/** A subject is one line of at most 140 characters. */
const subjectFor = (ticket) =>
  ticket === undefined ? SUBJECT : `[${ticket.replace(/\s+/g, " ").slice(0, 40)}] ${SUBJECT}`;

const page = (name, code, { reason, ticket }) => `<!doctype html>
<html lang="en">
  <body style="font-family: sans-serif; color: #1c2333">
    <h1 style="color: #0b5fff">Acme</h1>
    <p>Hello ${escapeHtml(name)},</p>
    <p>${reason === undefined ? "a new password was asked for." : `your password was reset: ${escapeHtml(reason)}.`}</p>
    <p>Choose a new one with this code: <strong>${code}</strong></p>
    ${ticket === undefined ? "" : `<p>Questions? Mention ticket ${escapeHtml(ticket)}.</p>`}
  </body>
</html>`;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Metadata and attributes come from outside: as text they can't become markup. */
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);
