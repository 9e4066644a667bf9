/**
 * A CustomMessage trigger: writes every e-mail of a pool that verifies by codes. The mail of ForgotPassword and
 * AdminResetUserPassword is made from what their caller passed as ClientMetadata.
 */
export const handler = async (event) => {
  const write = LETTERS[event.triggerSource];
  if (write === undefined) return event;
  const { userAttributes, clientMetadata } = event.request;
  const { subject, paragraphs } = write(event.request, clientMetadata ?? {});
  event.response.emailSubject = subject;
  event.response.emailMessage = page(userAttributes.name ?? userAttributes.email ?? "there", paragraphs);
  return event;
};

const byCode = (subject, sentence) => (request) => ({
  subject,
  paragraphs: [`${sentence}: <strong>${request.codeParameter}</strong>`],
});

/** What each message says. Where `codeParameter` and `usernameParameter` stand, the service puts in what they are for. */
const LETTERS = {
  CustomMessage_SignUp: byCode("Welcome to Acme", "good to have you. Confirm your address with this code"),
  CustomMessage_ResendCode: byCode("Your Acme code, once more", "here is the code to confirm your address"),
  CustomMessage_UpdateUserAttribute: byCode(
    "Confirm your new address",
    "confirm your new address with this code",
  ),
  CustomMessage_VerifyUserAttribute: byCode("Confirm your address", "confirm your address with this code"),
  CustomMessage_AdminCreateUser: ({ usernameParameter, codeParameter }) => ({
    subject: "Your Acme account",
    paragraphs: [
      "an account was made for you.",
      `Sign in as <strong>${usernameParameter}</strong> with the password <strong>${codeParameter}</strong>`,
    ],
  }),
  CustomMessage_ForgotPassword: ({ codeParameter }, { reason, ticket }) => ({
    subject: subjectFor(ticket),
    paragraphs: [
      reason === undefined
        ? "a new password was asked for."
        : `your password was reset: ${escapeHtml(reason)}.`,
      `Choose a new one with this code: <strong>${codeParameter}</strong>`,
      ...(ticket === undefined ? [] : [`Questions? Mention ticket ${escapeHtml(ticket)}.`]),
    ],
  }),
};

const SUBJECT = "Reset your Acme password";

/** A subject is one line of at most 140 characters. */
const subjectFor = (ticket) =>
  ticket === undefined ? SUBJECT : `[${ticket.replace(/\s+/g, " ").slice(0, 40)}] ${SUBJECT}`;

const page = (name, paragraphs) => `<!doctype html>
<html lang="en">
  <body style="font-family: sans-serif; color: #1c2333">
    <h1 style="color: #0b5fff">Acme</h1>
    ${[`Hello ${escapeHtml(name)},`, ...paragraphs].map((text) => `<p>${text}</p>`).join("\n    ")}
  </body>
</html>`;

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Metadata and attributes come from outside: as text they can't become markup. */
const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);
