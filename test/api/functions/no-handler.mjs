export const main = async (event) => event;
