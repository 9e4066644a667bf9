/** The URL of a module beside the caller's, `.ts` in a checkout and `.js` once built: what a Worker needs. */
export const siblingModule = (callerUrl: string, name: string): URL =>
  new URL(`./${name}${callerUrl.endsWith(".ts") ? ".ts" : ".js"}`, callerUrl);
