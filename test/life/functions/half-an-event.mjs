/** A trigger that gives back less than it was given. */
export const handler = async ({ version, triggerSource, response }) => ({ version, triggerSource, response });
