export const handler = async () => {
  throw new Error("closed on Sundays");
};
