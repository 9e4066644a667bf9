import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { clientId } from "../base/ids.ts";
import { isStorable } from "../base/text.ts";
import { confirmByLink, type LinkOutcome } from "../flows/confirm-sign-up.ts";
import type { Context } from "../flows/context.ts";
import { findUser } from "../flows/users.ts";
import { findClientWithPool } from "../store/app-clients.ts";
import { type Page, sendPage } from "./page.ts";

const PAGES: Readonly<Record<LinkOutcome, Page>> = {
  confirmed: {
    mood: "good",
    title: "Your account is confirmed",
    text: "You can close this page and sign in.",
  },
  confirmedBefore: {
    mood: "good",
    title: "Your account is already confirmed",
    text: "There is nothing left to do here. You can close this page and sign in.",
  },
  addressTaken: {
    mood: "bad",
    title: "This address belongs to another account",
    text: "Sign in with the account that already uses it, or sign up with another address.",
  },
  refused: {
    mood: "bad",
    title: "This link can’t be used",
    text: "It is incomplete or too old, or a newer message has replaced it. Ask for a new one where you signed up.",
  },
};

const PATHS = ["/:poolId/confirmUser", "/:poolId/confirmUser/"];

/** Serves the links that mails to new users carry: who opens one is confirmed. */
export function registerConfirmUser(app: FastifyInstance, ctx: Context): void {
  for (const url of PATHS) {
    // A HEAD asks whether the link is there, and must not use it up.
    app.head(url, (_request, reply: FastifyReply) => reply.send());
    app.get(url, { exposeHeadRoute: false }, async (request, reply) =>
      sendPage(reply, PAGES[await follow(ctx, request)]),
    );
  }
}

async function follow(ctx: Context, request: FastifyRequest): Promise<LinkOutcome> {
  const { poolId } = request.params as { poolId: string };
  const query = request.query as Record<string, unknown>;
  const { client_id: id, user_name: username, confirmation_code: code } = query;
  if (typeof id !== "string" || typeof username !== "string" || typeof code !== "string") return "refused";
  const found = await ctx.db.read(async (tx) => {
    const at = isStorable(id) ? await findClientWithPool(tx, clientId(id)) : undefined;
    return at?.pool.id === poolId ? { ...at, user: await findUser(tx, at.pool, username) } : undefined;
  });
  if (!found) return "refused";
  return confirmByLink(ctx, {
    ...found,
    username,
    code,
    takeAliases: false,
    clientMetadata: undefined,
    userAgent: request.headers["user-agent"] ?? "",
  });
}
