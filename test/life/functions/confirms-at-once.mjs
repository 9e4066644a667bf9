/** A PreSignUp trigger that confirms every user, and believes every e-mail address. */
export const handler = async (event) => {
  event.response.autoConfirmUser = true;
  event.response.autoVerifyEmail = event.request.userAttributes.email !== undefined;
  return event;
};
