/** A PreTokenGeneration trigger that answers what the ClientMetadata say, or fails so. */
export const handler = async (event) => {
  const { answer, error } = event.request.clientMetadata ?? {};
  if (error !== undefined) throw new Error(error);
  if (answer !== undefined) event.response = JSON.parse(answer);
  return event;
};
