/**
 * A PostConfirmation trigger: tells another system, at MEMBERS_WEBHOOK, of each new member and each forgotten password
 * that was replaced. The user is confirmed by now: an error would undo nothing and only fail the call, so none leaves.
 */
export const handler = async (event) => {
  const url = process.env.MEMBERS_WEBHOOK;
  if (!url) return event;
  const { sub, email } = event.request.userAttributes;
  const news = {
    happened: HAPPENED[event.triggerSource],
    pool: event.userPoolId,
    user: event.userName,
    sub,
    email,
  };
  try {
    // The service waits five seconds for a trigger.
    await fetch(url, { method: "POST", body: JSON.stringify(news), signal: AbortSignal.timeout(2000) });
  } catch (error) {
    process.stderr.write(`${event.userName} was not announced: ${error}\n`);
  }
  return event;
};

const HAPPENED = {
  PostConfirmation_ConfirmSignUp: "joined",
  PostConfirmation_ConfirmForgotPassword: "password replaced",
};
