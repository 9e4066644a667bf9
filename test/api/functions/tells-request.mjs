/** Refuses with all that it is asked, unless it is told to be quiet. */
export const handler = async (event) => {
  const { validationData, clientMetadata } = event.request;
  if ((validationData ?? clientMetadata)?.quiet === "yes") return event;
  throw new Error(JSON.stringify(event.request));
};
