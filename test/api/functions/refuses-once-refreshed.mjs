/** A PreTokenGeneration trigger that wants no token renewed without a reason. */
export const handler = async (event) => {
  const { triggerSource, request } = event;
  if (triggerSource === "TokenGeneration_RefreshTokens" && !request.clientMetadata?.reason) {
    throw new Error("no reason was given");
  }
  return event;
};
