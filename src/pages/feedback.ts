import type { FastifyInstance, FastifyReply } from "fastify";
import { giveFeedback, readFeedbackLink } from "../flows/auth-event-feedback.ts";
import type { Context } from "../flows/context.ts";
import type { FeedbackValueType } from "../model/types.gen.ts";
import { type Page, sendPage } from "./page.ts";

const THANKS: Readonly<Record<FeedbackValueType, Page>> = {
  Valid: {
    mood: "good",
    title: "Thank you, it was you",
    text: "We remember that this sign-in was yours. There is nothing left to do.",
  },
  Invalid: {
    mood: "good",
    title: "Thank you for telling us",
    text: "We remember that this sign-in was not yours. Change your password now, to keep others out.",
  },
};

const REFUSED: Page = {
  mood: "bad",
  title: "This link can’t be used",
  text: "It is incomplete or too old, or what it tells of is no longer kept.",
};

const PATH = "/_poolkeeper/feedback/*";

/** Serves the links of mails that tell of a sign-in: who opens one says whether it was their own. */
export function registerFeedback(app: FastifyInstance, ctx: Pick<Context, "db" | "vault" | "clock">): void {
  // A HEAD asks whether the link is there, and must say nothing.
  app.head(PATH, (_request, reply: FastifyReply) => reply.send());
  app.get(PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const { "*": token } = request.params as { "*": string };
    return sendPage(reply, await follow(ctx, token));
  });
}

async function follow(ctx: Pick<Context, "db" | "vault" | "clock">, token: string): Promise<Page> {
  const link = readFeedbackLink(ctx, token);
  return link && (await giveFeedback(ctx, link, link.value, "User")) ? THANKS[link.value] : REFUSED;
}
