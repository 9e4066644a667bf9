export const handler = async (event) => {
  if (event.request.clientMetadata) throw new Error("unwanted");
  return event;
};
