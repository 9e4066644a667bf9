export const handler = async ({ request }) => ({
  request,
  response: { emailMessage: request.codeParameter },
});
