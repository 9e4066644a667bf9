import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { TransactionScope } from "../../src/base/transaction-scope.ts";
import { SmtpOutlet } from "../../src/effects/smtp-outlet.ts";
import { type OutgoingMail, PermanentDeliveryFailure } from "../../src/ports/outlet.ts";

const scope = new TransactionScope();
const FROM = "Acme <no-reply@acme.example>";
const MAIL: OutgoingMail = {
  to: "zoe@example.com",
  subject: "Grüße ✓",
  html: "<p>Your code is <b>123456</b>.</p>",
};

interface Received {
  readonly sender: string | undefined;
  readonly recipients: readonly string[];
  readonly raw: string;
  readonly parsed: ParsedMail;
}

interface Stage {
  readonly url: string;
  readonly outlet: SmtpOutlet;
  readonly inbox: Received[];
  readonly connections: () => number;
}

async function stage(t: TestContext, options: SMTPServerOptions = {}, credentials = ""): Promise<Stage> {
  const inbox: Received[] = [];
  let connections = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    onConnect: (_, done) => {
      connections++;
      done();
    },
    onData: async (stream, session, done) => {
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk);
      const { mailFrom, rcptTo } = session.envelope;
      inbox.push({
        sender: mailFrom ? mailFrom.address : undefined,
        recipients: rcptTo.map(({ address }) => address),
        raw: Buffer.concat(chunks).toString("latin1"),
        parsed: await simpleParser(Buffer.concat(chunks)),
      });
      done();
    },
    ...options,
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `smtp://${credentials}127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const outlet = new SmtpOutlet({ url, from: FROM, scope });
  t.after(async () => {
    await outlet.close();
    await new Promise<void>((resolve) => server.close(resolve));
  });
  return { url, outlet, inbox, connections: () => connections };
}

/** A refusal by the server with this reply code. */
const refusal = (responseCode: number): Error => Object.assign(new Error("refused"), { responseCode });

test("a mail arrives with its HTML, a text for those who show none, and an id that a repetition shares", async (t) => {
  const { outlet, inbox } = await stage(t);
  await outlet.send("0b5f", MAIL);
  await outlet.send("0b5f", MAIL);
  const [first, second] = inbox;
  assert.equal(first?.parsed.from?.text, '"Acme" <no-reply@acme.example>');
  assert.equal(first?.sender, "no-reply@acme.example");
  assert.deepEqual(first?.recipients, ["zoe@example.com"]);
  assert.equal(first?.parsed.subject, "Grüße ✓");
  assert.equal(String(first?.parsed.html).trim(), MAIL.html);
  assert.equal(first?.parsed.text?.trim(), "Your code is 123456.");
  assert.equal(first?.parsed.messageId, "<0b5f@acme.example>");
  assert.equal(second?.parsed.messageId, first?.parsed.messageId);
});

test("a pool's own sender and reply address win", async (t) => {
  const { outlet, inbox } = await stage(t);
  await outlet.send("1", { ...MAIL, from: "Zed <zed@zed.example>", replyTo: "help@zed.example" });
  assert.equal(inbox[0]?.sender, "zed@zed.example");
  assert.equal(inbox[0]?.parsed.replyTo?.text, "help@zed.example");
});

test("mails share their connections", async (t) => {
  const { outlet, inbox, connections } = await stage(t);
  for (const id of ["1", "2", "3"]) await outlet.send(id, MAIL);
  assert.equal(inbox.length, 3);
  assert.equal(connections(), 1);
});

test("the URL's credentials are used", async (t) => {
  const seen: string[] = [];
  const { outlet, inbox } = await stage(
    t,
    {
      authOptional: false,
      onAuth: ({ username, password }, _, done) => {
        seen.push(`${username}:${password}`);
        done(null, { user: username ?? "" });
      },
    },
    "user%40acme:p%3Aw@",
  );
  await outlet.send("1", MAIL);
  assert.deepEqual(seen, ["user@acme:p:w"]);
  assert.equal(inbox.length, 1);
});

test("no header can be smuggled in", async (t) => {
  const { outlet, inbox } = await stage(t);
  await outlet.send("1", {
    ...MAIL,
    subject: "Hi\r\nBcc: eve@evil.example\r\n\r\n<script>",
    from: "Acme\r\nBcc: eve@evil.example <no-reply@acme.example>",
    replyTo: "help@acme.example\r\nBcc: eve@evil.example",
  });
  const [mail] = inbox;
  assert.deepEqual(mail?.recipients, ["zoe@example.com"]);
  assert.equal(mail?.parsed.bcc, undefined);
  assert.doesNotMatch(String(mail?.raw), /^Bcc:/im);
});

for (const to of [
  "zoe@example.com, eve@evil.example",
  "zoe@example.com;eve@evil.example",
  "zoe@example.com\r\nRCPT TO:<eve@evil.example>",
  "<zoe@example.com>",
  "Zoe <zoe@example.com>",
  "zoe",
  "",
]) {
  test(`${JSON.stringify(to)} is not one address: refused for good, nothing sent`, async (t) => {
    const { outlet, connections } = await stage(t);
    await assert.rejects(outlet.send("1", { ...MAIL, to }), PermanentDeliveryFailure);
    assert.equal(connections(), 0);
  });
}

const isPermanent = (error: unknown): boolean => error instanceof PermanentDeliveryFailure;

for (const [code, permanent] of [
  [550, true],
  [553, true],
  [450, false],
  [421, false],
  [530, false],
] as const) {
  test(`a recipient refused with ${code} is ${permanent ? "refused for good" : "to be tried again"}`, async (t) => {
    const { outlet } = await stage(t, { onRcptTo: (_, __, done) => done(refusal(code)) });
    await assert.rejects(outlet.send("1", MAIL), (error) => isPermanent(error) === permanent);
  });
}

test("a message refused with 554 after its data is refused for good", async (t) => {
  const { outlet } = await stage(t, {
    onData: (stream, _, done) => {
      stream.resume().on("end", () => done(refusal(554)));
    },
  });
  await assert.rejects(outlet.send("1", MAIL), PermanentDeliveryFailure);
});

test("a refused log-in is the operator's to mend: the mail is to be tried again", async (t) => {
  const { outlet } = await stage(
    t,
    { authOptional: false, onAuth: (_, __, done) => done(refusal(535)) },
    "user:wrong@",
  );
  await assert.rejects(outlet.send("1", MAIL), (error) => !isPermanent(error));
});

test("nobody at the other end: to be tried again", async () => {
  const outlet = new SmtpOutlet({ url: "smtp://127.0.0.1:1", from: FROM, scope });
  await assert.rejects(outlet.send("1", MAIL), (error) => !isPermanent(error));
  await outlet.close();
});

test("no mail is sent inside a transaction", async (t) => {
  const { outlet } = await stage(t);
  await scope.run(() =>
    assert.rejects(outlet.send("1", MAIL), /sending a mail was started inside a transaction/),
  );
});
