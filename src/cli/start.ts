import { readServerConfig } from "../server/config.ts";
import { type RunningServer, startServer } from "../server/start.ts";
import type { Shell } from "./shell.ts";

/** Runs the server until it is asked to stop; before it serves anybody, there is nothing to finish. */
export async function start(shell: Shell): Promise<void> {
  const config = await readServerConfig(shell);
  const stopRequested = shell.stopRequested();
  const server = await Promise.race([startServer(config), stopRequested]);
  if (server === undefined) return;
  shell.print(announcement(server));
  await stopRequested;
  await server.close();
}

/** For people, and for scripts that wait for the URL; the log goes to standard error, in a format of its own. */
const announcement = ({ url, database, inboxUrl }: RunningServer): string => `
Poolkeeper is ready.

  API       ${url}
  Database  ${database}
  Inbox     ${inboxUrl}
`;
