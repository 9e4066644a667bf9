export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));
