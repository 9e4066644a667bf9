/** A trigger that refuses and says why it was called. */
export const handler = async ({ triggerSource }) => {
  throw new Error(triggerSource);
};
