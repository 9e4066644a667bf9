import type { FastifyInstance } from "fastify";
import { days, type MovableClock, seconds } from "../base/clock.ts";
import { isObject } from "../base/json.ts";

const PATH = "/_poolkeeper/clock";
/** Far enough for every expiry Cognito knows, and all dates stay representable. */
const FARTHEST = days(100 * 366);

/** Tells the time and moves it forward; for operators of a server started with `--test-clock` only. */
export function registerClock(app: FastifyInstance, { clock }: { readonly clock: MovableClock }): void {
  const time = (): object => ({ now: new Date(clock.now()).toISOString() });

  app.register(async (scope) => {
    // Whatever the content type says: `curl -d` calls JSON a form.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "string" }, async (_request: unknown, body: string) => body);

    scope.get(PATH, async () => time());

    scope.put(PATH, async (request, reply) => {
      const advance = advanceOf(request.body);
      if (advance === undefined) {
        reply.code(400);
        return { message: `Expected {"advanceSeconds": a number of seconds, 0 or more}.` };
      }
      clock.advance(advance);
      return time();
    });
  });
}

function advanceOf(body: unknown): number | undefined {
  const asked = parsed(body);
  const advance = isObject(asked) ? asked["advanceSeconds"] : undefined;
  return typeof advance === "number" && advance >= 0 && seconds(advance) <= FARTHEST ? advance : undefined;
}

function parsed(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
