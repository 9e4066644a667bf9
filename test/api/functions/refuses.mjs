export const handler = async () => {
  throw new Error("no mail on Sundays");
};
