/** A PostAuthentication trigger: writes who signed in, and through which app, into the function's log as one JSON line. */
export const handler = async (event) => {
  const { userName, userPoolId, callerContext, request } = event;
  const line = {
    signedIn: userName,
    sub: request.userAttributes.sub,
    pool: userPoolId,
    client: callerContext.clientId,
    newDevice: request.newDeviceUsed,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return event;
};
