import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  beforehand,
  codeFor,
  lastMessageTo,
  onEachDatabase,
  otherCode,
  resetPassword,
  signIn,
  there,
} from "../support/arrange.ts";
import { functionArn, withFunctions } from "../support/functions.ts";
import { refusal } from "../support/server.ts";
import {
  confirm,
  confirmAsAdmin,
  EMAIL,
  newSignUpApp,
  resend,
  signUp,
  userNamed,
} from "../support/sign-up.ts";
import { keepRecords } from "../triggers/records.ts";

const DAY = 86_400;
const BY_LINK = { VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } } as const;

const CONFIRMED = "Your account is confirmed";
const CONFIRMED_BEFORE = "Your account is already confirmed";
const TAKEN = "This address belongs to another account";
const REFUSED = "This link can’t be used";

/** The link in a mail, as whoever clicks on it has it. */
function linkIn(body: string): string {
  const [, href] = /<a href="([^"]+)">/.exec(body) ?? [];
  return there(href).replaceAll("&amp;", "&");
}

async function open(link: string, init?: RequestInit) {
  const response = await fetch(link, init);
  const html = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    html,
    title: /<h1>(.*)<\/h1>/.exec(html)?.[1],
  };
}

/** The same link with other parameters; undefined takes one away. */
function withParameters(link: string, changes: Readonly<Record<string, string | undefined>>): string {
  const url = new URL(link);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

await onEachDatabase(
  (world) => {
    const records = beforehand(async () => keepRecords());
    const appWith = (pool: Partial<CreateUserPoolRequest>, client = {}) =>
      newSignUpApp(world(), { pool: { ...BY_LINK, ...pool }, client });
    const app = beforehand(() => appWith({}));

    const newcomer = async (at: App = app(), options: Parameters<typeof signUp>[1] = {}) => {
      const { UserSub = "" } = await signUp(at, options);
      const { username = "" } = await userNamed(at, UserSub);
      return { username, link: linkIn((await lastMessageTo(at, username)).body) };
    };

    const expectPage = async (link: string, status: number, title: string) => {
      const page = await open(link);
      assert.deepEqual([page.status, page.title], [status, title]);
    };

    describe("a mail to who signed up", () => {
      test("has a link in the code's place", async () => {
        const { username, link } = await newcomer();
        const { subject, body, code } = await lastMessageTo(app(), username);
        assert.equal(subject, "Your verification link");
        assert.match(
          body,
          /^Please click the link below to verify your email address\. <a href="[^"]+">Verify Email<\/a> $/,
        );
        const url = new URL(link);
        assert.equal(url.port, new URL(world().url).port);
        assert.equal(url.pathname, `/${app().poolId}/confirmUser/`);
        assert.deepEqual(Object.fromEntries(url.searchParams), {
          client_id: app().clientId,
          user_name: username,
          confirmation_code: code,
        });
      });

      test("is worded by the pool", async () => {
        const own = await appWith({
          VerificationMessageTemplate: {
            ...BY_LINK.VerificationMessageTemplate,
            EmailSubjectByLink: "Hello",
            EmailMessageByLink: "<b>{##Here##}</b>",
          },
        });
        const { username } = await signUp(own);
        const { subject, body } = await lastMessageTo(own, username);
        assert.equal(subject, "Hello");
        assert.match(body, /^<b><a href="[^"]+">Here<\/a><\/b>$/);
      });

      test("may be written by CustomMessage, which has to leave room for the link", async () => {
        const custom = await appWith({ LambdaConfig: { CustomMessage: functionArn("does-as-told") } });
        const writing = (emailMessage: string) => ({
          ClientMetadata: { CustomMessage_SignUp: JSON.stringify({ emailMessage }) },
        });
        const { username, link } = await newcomer(custom, writing("<p>{##Click Here##}</p>"));
        assert.match(
          (await lastMessageTo(custom, username)).body,
          /^<p><a href="[^"]+">Click Here<\/a><\/p>$/,
        );
        await expectPage(link, 200, CONFIRMED);
        await assert.rejects(signUp(custom, writing("No link")), { name: "InvalidParameterException" });
      });

      test("has one again when it is sent again, and the one before is no good", async () => {
        const { username, link } = await newcomer();
        await resend(app(), username);
        const again = linkIn((await lastMessageTo(app(), username)).body);
        if (again !== link) await expectPage(link, 400, REFUSED);
        await expectPage(again, 200, CONFIRMED);
      });

      test("has none where it goes by SMS, or is for something else", async () => {
        const bySms = await appWith({ AutoVerifiedAttributes: ["email", "phone_number"] });
        const { username } = await signUp(bySms, {
          attributes: { email: EMAIL, phone_number: "+15555550100" },
        });
        const { medium, body, code } = await lastMessageTo(bySms, username);
        assert.deepEqual([medium, body], ["SMS", `Your verification code is ${code}. `]);
        await confirm(bySms, username, there(code));
        const forgetful = await addUser(app());
        await resetPassword(app(), forgetful);
        assert.doesNotMatch((await lastMessageTo(app(), forgetful)).body, /href/);
      });
    });

    describe("a click on it", () => {
      test("confirms the user, verifies the address, and says so", async () => {
        const { username, link } = await newcomer();
        await expectPage(link, 200, CONFIRMED);
        const { status, attributes } = await userNamed(app(), username);
        assert.deepEqual([status, attributes["email_verified"]], ["CONFIRMED", "true"]);
        assert.ok((await signIn(app(), username)).AuthenticationResult);
      });

      test("works without the last slash as well", async () => {
        const { link } = await newcomer();
        await expectPage(link.replace("/confirmUser/?", "/confirmUser?"), 200, CONFIRMED);
      });

      test("says so again, the second time", async () => {
        const { link } = await newcomer();
        await open(link);
        await expectPage(link, 200, CONFIRMED_BEFORE);
        const { username, link: late } = await newcomer();
        await confirmAsAdmin(app(), username);
        await expectPage(late, 200, CONFIRMED_BEFORE);
      });

      test("twice at once confirms once", async () => {
        const { link } = await newcomer();
        const pages = await Promise.all([open(link), open(link), open(link)]);
        assert.deepEqual(
          pages.map(({ status }) => status),
          [200, 200, 200],
        );
        assert.deepEqual(
          pages.map(({ title }) => title).sort(),
          [CONFIRMED_BEFORE, CONFIRMED_BEFORE, CONFIRMED].sort(),
        );
      });

      test("is told to PostConfirmation, whose failure is not the user's", async () => {
        const watched = await appWith({ LambdaConfig: { PostConfirmation: functionArn("does-as-told") } });
        const { username, link } = await newcomer(watched);
        await expectPage(link, 200, CONFIRMED);
        const events = records()(watched.poolId).map(({ event }) => event);
        assert.deepEqual(
          events.map(({ triggerSource, userName, callerContext }) => [
            triggerSource,
            userName,
            callerContext["clientId"],
          ]),
          [["PostConfirmation_ConfirmSignUp", username, watched.clientId]],
        );
        const broken = await appWith({ LambdaConfig: { PostConfirmation: functionArn("exits") } });
        const other = await newcomer(broken);
        await expectPage(other.link, 200, CONFIRMED);
        assert.equal((await userNamed(broken, other.username)).status, "CONFIRMED");
      });

      test("works for users whose names are ids or hold anything", async () => {
        const byMail = await appWith({ UsernameAttributes: ["email"] });
        const { link } = await newcomer(byMail, { username: EMAIL, attributes: {} });
        await expectPage(link, 200, CONFIRMED);
        const odd = await newcomer(app(), { username: `a&b=c#d?"<é>'%20+` });
        await expectPage(odd.link, 200, CONFIRMED);
      });

      test("does the same as ConfirmSignUp: each takes the other's code", async () => {
        const { username, link } = await newcomer();
        await confirm(app(), username, await codeFor(app(), username));
        await expectPage(link, 200, CONFIRMED_BEFORE);
        const other = await newcomer();
        await open(other.link);
        await assert.rejects(
          confirm(app(), other.username, await codeFor(app(), other.username)),
          refusal("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
        );
      });

      test("asks no secret of who can't have one", async () => {
        const secretive = await appWith({}, { GenerateSecret: true });
        const { UserPoolClient } = await secretive.api.createUserPoolClient({
          UserPoolId: secretive.poolId,
          ClientName: "plain",
        });
        const plain = { ...secretive, clientId: there(UserPoolClient?.ClientId) };
        const { link } = await newcomer(plain);
        await expectPage(withParameters(link, { client_id: secretive.clientId }), 200, CONFIRMED);
      });
    });

    describe("a link is refused", () => {
      test("a day later", async () => {
        const { username, link } = await newcomer();
        world().pass(DAY);
        await expectPage(link, 400, REFUSED);
        assert.equal((await userNamed(app(), username)).status, "UNCONFIRMED");
      });

      test("with another code, five times; then with the right one too", async () => {
        const { username, link } = await newcomer();
        const wrong = withParameters(link, {
          confirmation_code: otherCode(await codeFor(app(), username)),
        });
        for (let tries = 1; tries <= 5; tries++) await expectPage(wrong, 400, REFUSED);
        await expectPage(link, 400, REFUSED);
      });

      test("that is not whole, or leads to nobody, another client, another pool or nowhere", async () => {
        const { username, link } = await newcomer();
        const other = await appWith({});
        const links = [
          ...["client_id", "user_name", "confirmation_code"].flatMap((name) => [
            withParameters(link, { [name]: undefined }),
            withParameters(link, { [name]: "" }),
            withParameters(link, { [name]: "\0" }),
            `${link}&${name}=twice`,
          ]),
          withParameters(link, { user_name: "nobody" }),
          withParameters(link, { client_id: "nobodysclient" }),
          withParameters(link, { client_id: other.clientId }),
          link.replace(app().poolId, other.poolId),
          link.replace(app().poolId, "us-east-1_Nowhere00"),
          link.replace(app().poolId, "%00"),
        ];
        for (const bad of links) await expectPage(bad, 400, REFUSED);
        assert.equal((await userNamed(app(), username)).status, "UNCONFIRMED");
      });

      test("to who guesses about a confirmed user, like to who guesses about nobody", async () => {
        const hidden = await appWith({}, { PreventUserExistenceErrors: "ENABLED" });
        const { link, username } = await newcomer(hidden);
        await open(link);
        const guesses = ["nobody", username].map((user_name) =>
          withParameters(link, { user_name, confirmation_code: "000000x" }),
        );
        for (let tries = 1; tries <= 16; tries++) {
          const [aboutNobody, aboutSomebody] = await Promise.all(guesses.map((guess) => open(guess)));
          assert.deepEqual(aboutNobody?.html, aboutSomebody?.html);
          assert.equal(aboutNobody?.status, 400);
        }
        // By now even the right code is one guess too many.
        await expectPage(link, 400, REFUSED);
      });

      test("where the address has become another user's alias, who keeps it", async () => {
        const aliased = await appWith({ AliasAttributes: ["email"] });
        const { link } = await newcomer(aliased);
        const owner = await addUser(aliased);
        await expectPage(link, 400, TAKEN);
        assert.equal((await userNamed(aliased, EMAIL)).username, owner);
      });
    });

    describe("the page", () => {
      test("runs, loads, frames, keeps and tells nothing", async () => {
        const { link } = await newcomer();
        const { headers, html } = await open(link);
        assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
        assert.equal(headers.get("cache-control"), "no-store");
        assert.equal(headers.get("referrer-policy"), "no-referrer");
        assert.equal(headers.get("x-content-type-options"), "nosniff");
        assert.match(
          headers.get("content-security-policy") ?? "",
          /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
        );
        assert.doesNotMatch(html, /<script|<link|<img|url\(|https?:|\son\w+=|style="/);
      });

      test("repeats nothing of the link", async () => {
        const { link } = await newcomer();
        const marked = withParameters(link, { user_name: "<script>marker", confirmation_code: "marker" });
        for (const bad of [marked, `${link}&marker=1`, link.replace(app().poolId, "marker")]) {
          assert.doesNotMatch((await open(bad)).html, /marker/);
        }
      });

      test("is there for HEAD, which confirms nobody, and for nothing else", async () => {
        const { username, link } = await newcomer();
        assert.equal((await open(link, { method: "HEAD" })).status, 200);
        assert.equal((await open(link, { method: "POST" })).status, 404);
        assert.equal((await userNamed(app(), username)).status, "UNCONFIRMED");
      });
    });
  },
  ...withFunctions,
);
