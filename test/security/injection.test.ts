/** Texts from outside reach a mail, the log and the headers of an answer: in each they stay what they are. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { startPoolkeeper, temporaryFolder } from "../cli/poolkeeper.ts";
import { type App, addUser, newApp, openWorld } from "../support/arrange.ts";
import { HOSTILE } from "../support/hostile.ts";
import { cleanRefusal, rawCall } from "../support/raw-call.ts";

interface Letter extends ParsedMail {
  /** Of the envelope: where it really goes. */
  readonly recipients: readonly string[];
}

/** A real mail server; `letter` gives what arrives, one by one. */
async function mailServer() {
  const arrivals = new EventEmitter();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onData: async (stream, { envelope }, done) => {
      const mail = await simpleParser(stream);
      arrivals.emit("letter", { ...mail, recipients: envelope.rcptTo.map(({ address }) => address) });
      done();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    letter: async () => (await once(arrivals, "letter"))[0] as Letter,
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** Writes what it is told by ClientMetadata as it is: what a careless function would do. */
const CARELESS_FUNCTION = `export const handler = async (event) => {
  const { clientMetadata, codeParameter } = event.request;
  if (!clientMetadata) return event;
  event.response.emailSubject = clientMetadata.subject;
  event.response.emailMessage = codeParameter + " " + event.request.usernameParameter;
  return event;
};`;

const CARELESS = { CustomMessage: "arn:aws:lambda:us-east-1:123456789012:function:careless" };

const folder = temporaryFolder();
writeFileSync(join(folder, "careless.mjs"), CARELESS_FUNCTION);

describe("a mail", () => {
  async function arrange() {
    const { url, letter, close } = await mailServer();
    const flags = ["--smtp", url, "--mail-from", "no-reply@acme.example"];
    const world = await openWorld(":memory:", ...flags, "--functions", folder);
    // After the world, which holds a connection.
    after(close);
    return { world, letter };
  }

  const invite = async (
    { api, poolId }: App,
    letter: () => Promise<Letter>,
    more: { Username: string; TemporaryPassword?: string; ClientMetadata?: Record<string, string> },
  ): Promise<Letter> => {
    const [mail] = await Promise.all([
      letter(),
      api.adminCreateUser({
        UserPoolId: poolId,
        DesiredDeliveryMediums: ["EMAIL"],
        UserAttributes: [{ Name: "email", Value: "jane@example.com" }],
        ...more,
      }),
    ]);
    return mail;
  };

  test("shows a username and a password that look like markup as they are", async () => {
    const { world, letter } = await arrange();
    const Username = `<b>"jane"</b>&amp;'`;
    const TemporaryPassword = `<i>Aa1!</i>&lt;`;
    const { html, text } = await invite(await newApp(world), letter, { Username, TemporaryPassword });
    assert.ok(html);
    assert.doesNotMatch(html, /<b>|<i>/);
    assert.equal(
      text?.trim(),
      `Your username is ${Username} and temporary password is ${TemporaryPassword}.`,
    );
  });

  test("takes a username that reads like a place for the code as a mere name", async () => {
    const { world, letter } = await arrange();
    const { text } = await invite(await newApp(world), letter, {
      Username: "{####}",
      TemporaryPassword: "{username}-Aa1",
    });
    assert.equal(text?.trim(), "Your username is {####} and temporary password is {username}-Aa1.");
  });

  const INJECTED = "Hello\r\nBcc: eve@example.com\r\nX-Injected: yes\r\n\r\nanother body";

  async function expectOneHarmlessMail(mail: Letter): Promise<void> {
    assert.deepEqual(mail.recipients, ["jane@example.com"]);
    assert.equal(mail.subject, "Hello Bcc: eve@example.com X-Injected: yes another body");
    assert.equal(mail.bcc, undefined);
    assert.equal(mail.headers.has("x-injected"), false);
    assert.doesNotMatch(mail.text ?? "", /another body/);
  }

  test("has no header more when a pool's subject has line ends", async () => {
    const { world, letter } = await arrange();
    const app = await newApp(world, {
      pool: {
        AdminCreateUserConfig: {
          InviteMessageTemplate: { EmailSubject: INJECTED, EmailMessage: "{username} {####}" },
        },
      },
    });
    await expectOneHarmlessMail(await invite(app, letter, { Username: "jane" }));
  });

  test("has no header more when a function's subject has line ends", async () => {
    const { world, letter } = await arrange();
    const app = await newApp(world, { pool: { LambdaConfig: CARELESS } });
    const ClientMetadata = { subject: INJECTED };
    await expectOneHarmlessMail(await invite(app, letter, { Username: "jane", ClientMetadata }));
  });

  test("goes to nobody else, however an address is written", async () => {
    const { world } = await arrange();
    const app = await newApp(world);
    for (const address of [
      "jane@example.com\r\nRCPT TO:<eve@example.com>",
      "jane@example.com, eve@example.com",
      "jane@example.com\u0000.eve.example",
      "jane\u001b@example.com",
      "<eve@example.com> jane@example.com",
    ]) {
      await assert.rejects(addUser(app, { attributes: { email: address, email_verified: "true" } }), {
        name: "InvalidParameterException",
        message: "Invalid email address format.",
      });
    }
  });
});

describe("the log", () => {
  test("is one JSON object a line, and one line a request, whatever came", async () => {
    const flags = ["--port", "0", "--database", ":memory:", "--log-format", "json", "--log-level", "debug"];
    const { child, url } = await startPoolkeeper(folder, flags);
    let log = "";
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      log += chunk;
    });
    const texts = Object.values(HOSTILE);
    const calls = texts.flatMap((text) => [
      rawCall(url, "InitiateAuth", {
        ClientId: "sample",
        AuthFlow: text,
        AuthParameters: { [text]: text, USERNAME: text },
      }),
      rawCall(url, "CreateUserPool", { PoolName: text }),
      rawCall(url, "AdminGetUser", text),
      rawCall(url, inHeader(text), {}, { "user-agent": inHeader(text), authorization: inHeader(text) }),
    ]);
    const answers = await Promise.all(calls);
    child.kill("SIGTERM");
    assert.deepEqual(await once(child, "close"), [0, null]);

    const lines = log
      .trimEnd()
      .split("\n")
      .map((line): { msg: string; level: string } => JSON.parse(line));
    assert.equal(lines.filter(({ msg }) => msg === "request").length, answers.length);
    assert.deepEqual(
      lines.filter(({ level }) => level === "error" || level === "warn"),
      [],
    );
  });
});

/** As much of a text as HTTP lets through in a header. */
const inHeader = (text: string): string => text.replace(/[^\x20-\x7e\x80-\xff]/g, "").slice(0, 2000);

describe("an answer's headers", () => {
  test("are plain ASCII in one line, whatever the message beside them quotes", async () => {
    const { url } = await openWorld(":memory:");
    for (const text of Object.values(HOSTILE)) {
      const answer = await rawCall(url, "AdminGetUser", { UserPoolId: `${text} `, Username: "jane" });
      assert.equal(cleanRefusal(answer).name, "InvalidParameterException");
    }
  });
});
