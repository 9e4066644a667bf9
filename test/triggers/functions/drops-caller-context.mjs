export const handler = async ({ callerContext, ...event }) => event;
