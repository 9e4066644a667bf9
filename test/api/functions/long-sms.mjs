/** Writes an SMS as long as one may be, and one character longer where it is asked to. */
export const handler = async (event) => {
  const { codeParameter, clientMetadata } = event.request;
  const length = clientMetadata?.longer === undefined ? 140 : 141;
  event.response.smsMessage = codeParameter + "😀".repeat(length - codeParameter.length);
  return event;
};
