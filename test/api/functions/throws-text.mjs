export const handler = async () => {
  throw "no Error at all";
};
