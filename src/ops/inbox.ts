import type { FastifyInstance } from "fastify";
import { userPoolId } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import { decodeContent, messageContext } from "../domain/messages/message-content.ts";
import type { Vault } from "../ports/vault.ts";
import type { Db } from "../store/db.ts";
import { emptyKept, listKept, type Message } from "../store/messages.ts";

const PATH = "/_poolkeeper/inbox";
const MOST_SHOWN = 1000;

export interface InboxParts {
  readonly db: Db;
  readonly vault: Pick<Vault, "open">;
}

/** Shows the messages that had no carrier, newest first; for operators only. */
export function registerInbox(app: FastifyInstance, { db, vault }: InboxParts): void {
  app.get(PATH, async (request, reply) => {
    reply.header("cache-control", "no-store");
    const query = request.query as Record<string, unknown>;
    const pool = onlyText(query["pool"]);
    const to = onlyText(query["to"]);
    const kind = onlyText(query["kind"]);
    if (![pool, to, kind].every((text) => text === undefined || isStorable(text))) return [];
    const messages = await db.read((tx) =>
      listKept(tx, {
        pool: pool === undefined ? undefined : userPoolId(pool),
        to,
        kind,
        limit: MOST_SHOWN,
      }),
    );
    return messages.map((message) => shown(message, vault));
  });

  app.delete(PATH, async (_request, reply) => {
    await db.write((tx) => emptyKept(tx));
    return reply.code(204).send();
  });
}

/** A parameter given twice arrives as an array; its first value counts. */
const onlyText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : Array.isArray(value) ? onlyText(value[0]) : undefined;

function shown(message: Message, vault: Pick<Vault, "open">): object {
  const { id, poolId, username, destination, medium, kind, createdAt, content } = message;
  const told = content === null ? undefined : decodeContent(vault.open(messageContext(poolId, id), content));
  return {
    id,
    poolId,
    username,
    to: destination,
    medium,
    kind,
    subject: told?.medium === "EMAIL" ? told.subject : null,
    body: told?.body ?? null,
    code: told?.code ?? null,
    sentAt: new Date(message.sentAt ?? createdAt).toISOString(),
  };
}
