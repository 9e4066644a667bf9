/** What becomes of the rows of an import's file. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  type AppOptions,
  addUser,
  adminSignIn,
  byName,
  codeFor,
  confirmReset,
  forgot,
  onEachDatabase,
  PASSWORD,
  resetPassword,
  signIn,
  statusOf,
  there,
  tokensOf,
} from "../support/arrange.ts";
import { COLUMNS, type CsvRow, csvOf, importFile, newImportApp, person } from "../support/imports.ts";
import { refusal } from "../support/server.ts";

const BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";
const HASHED = ["cognito:username", "email", "email_verified", "password_hash"];

const resetRequired = refusal("PasswordResetRequiredException", "Password reset required for the user");

await onEachDatabase((world) => {
  const verifying = (options?: AppOptions) => newImportApp(world(), options);

  const profileOf = async ({ api, poolId }: App, username: string) => {
    const { UserAttributes, ...user } = await api.adminGetUser({ UserPoolId: poolId, Username: username });
    const { sub, ...attributes } = byName(UserAttributes);
    return { ...user, sub, attributes };
  };

  describe("an import", () => {
    test("makes users with all that their rows say, who are to reset their passwords", async () => {
      const app = await verifying({
        pool: {
          Schema: [
            { Name: "team", AttributeDataType: "String" },
            { Name: "vip", AttributeDataType: "Boolean" },
          ],
        },
      });
      const columns = [...COLUMNS, "custom:team", "custom:vip"].reverse();
      const rows = [
        person("jane", {
          name: " Jane \t",
          address: "1 Main Street\\, Springfield",
          birthdate: "02/01/1985",
          updated_at: "1471453471",
          phone_number: "+12345550100",
          phone_number_verified: "FALSE",
          "cognito:mfa_enabled": "FALSE",
          "custom:team": 'the "best"',
          "custom:vip": "TRUE",
        }),
        person("Jürgen-✓"),
      ];
      const { job, log } = await importFile(app, csvOf(rows, columns).replaceAll("\n", "\r\n"));
      const { Status, CompletionMessage, ImportedUsers, SkippedUsers, FailedUsers } = job;
      assert.deepEqual(
        { Status, CompletionMessage, ImportedUsers, SkippedUsers, FailedUsers },
        {
          Status: "Succeeded",
          CompletionMessage: "Import Job Completed Successfully.",
          ImportedUsers: 2,
          SkippedUsers: 0,
          FailedUsers: 0,
        },
      );
      assert.ok(there(job.StartDate) <= there(job.CompletionDate));
      assert.deepEqual(log, [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[SUCCEEDED] Line Number 3 - The import succeeded.",
      ]);

      const jane = await profileOf(app, "jane");
      assert.equal(jane.UserStatus, "RESET_REQUIRED");
      assert.equal(jane.Enabled, true);
      assert.deepEqual(jane.attributes, {
        name: "Jane",
        email: "jane@example.com",
        email_verified: "true",
        address: "1 Main Street, Springfield",
        birthdate: "1985-02-01",
        updated_at: "1471453471",
        phone_number: "+12345550100",
        phone_number_verified: "false",
        "custom:team": 'the "best"',
        "custom:vip": "true",
      });
      assert.equal((await profileOf(app, "Jürgen-✓")).UserStatus, "RESET_REQUIRED");
    });

    test("leads its users to a password of their own", async () => {
      const app = await verifying();
      await importFile(app, csvOf([person("imported")]));
      await assert.rejects(signIn(app, "imported", "whatever"), resetRequired);
      await assert.rejects(adminSignIn(app, "imported", "whatever"), resetRequired);
      await forgot(app, "imported");
      await confirmReset(app, "imported", await codeFor(app, "imported"), PASSWORD);
      assert.ok((await tokensOf(app, "imported")).access);
      assert.equal(await statusOf(app, "imported"), "CONFIRMED");
    });

    test("tells clients that conceal users nothing of the reset", async () => {
      const app = await verifying({ client: { PreventUserExistenceErrors: "ENABLED" } });
      await importFile(app, csvOf([person("concealed")]));
      const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
      await assert.rejects(signIn(app, "concealed", "whatever"), wrong);
      await assert.rejects(adminSignIn(app, "concealed", "whatever"), wrong);

      await addUser(app, { username: "reset" });
      await resetPassword(app, "reset");
      await assert.rejects(signIn(app, "reset"), resetRequired);
    });

    test("confirms users whom codes can sign in", async () => {
      const app = await verifying({
        pool: { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
      });
      await importFile(app, csvOf([person("by-mail")]));
      assert.equal(await statusOf(app, "by-mail"), "CONFIRMED");
    });

    test("lets users sign in by the names that the pool has for them", async () => {
      const hashed = { PasswordHashingAlgorithm: "BCRYPT" } as const;
      const row = { "cognito:username": "jane@example.com", email_verified: "true", password_hash: BCRYPT };
      const byMail = await verifying({ pool: { UsernameAttributes: ["email"] } });
      const { log } = await importFile(
        byMail,
        csvOf([row, { ...row, "cognito:username": "nobody" }], HASHED),
        hashed,
      );
      assert.deepEqual(log, [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[FAILED] Line Number 3 - Username should be an email.",
      ]);
      const { sub, Username, attributes } = await profileOf(byMail, "jane@example.com");
      assert.equal(Username, sub);
      assert.deepEqual(attributes, { email: "jane@example.com", email_verified: "true" });
      assert.ok((await tokensOf(byMail, "jane@example.com")).access);

      const aliased = await verifying({ pool: { AliasAttributes: ["email"] } });
      await importFile(aliased, csvOf([person("jane", { password_hash: BCRYPT })], HASHED), hashed);
      assert.ok((await tokensOf(aliased, "jane@example.com")).access);
    });

    test("marks those whom the file gives MFA", async () => {
      const sms = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
      const app = await verifying({ pool: { MfaConfiguration: "OPTIONAL", ...sms } });
      const phone = { phone_number: "+12345550100", "cognito:mfa_enabled": "true" };
      await importFile(app, csvOf([person("with", phone), person("without")]));
      assert.deepEqual((await profileOf(app, "with")).MFAOptions, [
        { DeliveryMedium: "SMS", AttributeName: "phone_number" },
      ]);
      assert.equal((await profileOf(app, "without")).MFAOptions, undefined);
    });

    test("goes through files that are larger than a batch and a piece", async () => {
      const app = await verifying();
      const rows = Array.from({ length: 700 }, (_, at) => person(`user-${at}`, { address: "x".repeat(300) }));
      const { job, log } = await importFile(app, csvOf(rows));
      assert.equal(job.ImportedUsers, 700);
      assert.deepEqual(
        log,
        rows.map((_, at) => `[SUCCEEDED] Line Number ${at + 2} - The import succeeded.`),
      );
    });
  });

  describe("a row", () => {
    const pool = {
      AliasAttributes: ["email"],
      Schema: [{ Name: "name", Required: true }],
    } satisfies Partial<CreateUserPoolRequest>;
    const named = (username: string, more: CsvRow = {}) => person(username, { name: "N", ...more });
    const FAILING: readonly (readonly [what: string, row: CsvRow, why: string])[] = [
      ["no username", named(""), "The User Record does not set cognito:username."],
      [
        "a username with a blank in it",
        named("a b", { email: "a@example.com" }),
        "The User Record sets cognito:username to a value that is not allowed.",
      ],
      [
        "no contact verified",
        named("unverified", { email_verified: "false" }),
        "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).",
      ],
      [
        "a verified contact that is not there",
        named("nowhere", { email: "" }),
        "Email is required to verify/un-verify an email",
      ],
      ["a bad address", named("bad", { email: "bad" }), "Invalid email address format."],
      ["a bad number", named("phone", { phone_number: "123" }), "Invalid phone number format."],
      [
        "no required attribute",
        person("nameless"),
        "Attributes did not conform to the schema: name: The attribute is required",
      ],
      [
        "no date",
        named("born", { birthdate: "1985-02-01" }),
        "The User Record sets birthdate to no date in the format mm/dd/yyyy.",
      ],
      [
        "a day that no month has",
        named("born", { birthdate: "02/30/1985" }),
        "The User Record sets birthdate to no date in the format mm/dd/yyyy.",
      ],
      [
        "no time",
        named("updated", { updated_at: "yesterday" }),
        "The User Record sets updated_at to no epoch time in seconds.",
      ],
      [
        "MFA in a pool without",
        named("factor", { "cognito:mfa_enabled": "TRUE" }),
        "The User Record sets cognito:mfa_enabled against the MFA configuration of the user pool.",
      ],
      [
        "a name that is an address",
        named("x@example.com", { email: "x@example.com" }),
        "Username cannot be of email format, since user pool is configured for email alias.",
      ],
      [
        "more than 16,000 characters",
        named("long", { address: "x".repeat(16_000) }),
        "The row is longer than the maximum of 16,000 characters.",
      ],
      [
        "somebody's alias",
        named("thief", { email: "owner@example.com" }),
        "An account with the email already exists.",
      ],
    ];

    test("that makes no user says why, and keeps no other from making one", async () => {
      const app = await verifying({ pool });
      await addUser(app, {
        username: "owner",
        attributes: { name: "O", email: "owner@example.com", email_verified: "true" },
      });
      const rows = FAILING.flatMap(([, row], at) => [row, named(`good-${at}`)]);
      const { job, log } = await importFile(app, csvOf(rows));
      assert.deepEqual(
        log,
        FAILING.flatMap(([, , why], at) => [
          `[FAILED] Line Number ${2 * at + 2} - ${why}`,
          `[SUCCEEDED] Line Number ${2 * at + 3} - The import succeeded.`,
        ]),
      );
      assert.equal(job.FailedUsers, FAILING.length);
      assert.equal(job.ImportedUsers, FAILING.length);
      assert.equal(job.Status, "Succeeded");
    });

    test("of somebody who is there already is skipped", async () => {
      const app = await verifying({ pool: { UsernameConfiguration: { CaseSensitive: false } } });
      await addUser(app, { username: "first" });
      const rows = [person("FIRST"), person("second"), person("Second"), person("third")];
      const { job, log } = await importFile(app, csvOf(rows));
      assert.deepEqual(log, [
        "[SKIPPED] Line Number 2 - The user already exists.",
        "[SUCCEEDED] Line Number 3 - The import succeeded.",
        "[SKIPPED] Line Number 4 - The user already exists.",
        "[SUCCEEDED] Line Number 5 - The import succeeded.",
      ]);
      assert.equal(job.SkippedUsers, 2);
      assert.equal(await statusOf(app, "first"), "CONFIRMED");
    });

    test("of the wrong length, of no text, or of nothing at all spoils no other", async () => {
      const app = await verifying();
      const [header = "", good = ""] = csvOf([person("good")]).split("\n");
      const parts = [header, "too,short", "", "\r", Buffer.from([0xff, 0xfe]), good];
      const file = Buffer.concat(parts.flatMap((part) => [Buffer.from(part), Buffer.from("\n")]));
      const { log } = await importFile(app, new Uint8Array(file.subarray(0, -1)));
      assert.deepEqual(log, [
        "[FAILED] Line Number 2 - The number of values does not match the number of columns in the header.",
        "[FAILED] Line Number 5 - The row is not in UTF-8 format.",
        "[SUCCEEDED] Line Number 6 - The import succeeded.",
      ]);
    });
  });

  describe("a job that imports hashes", () => {
    const hashed = { PasswordHashingAlgorithm: "BCRYPT" } as const;

    test("makes users who sign in with the passwords they had", async () => {
      const app = await verifying();
      const rows = [
        person("known", { password_hash: BCRYPT }),
        person("unknown"),
        person("malformed", { password_hash: BCRYPT.slice(1) }),
        person("costly", { password_hash: BCRYPT.replace("$05$", "$13$") }),
        person("foreign", { password_hash: `$pbkdf2-sha256$1000$c2FsdA$${"A".repeat(43)}` }),
      ];
      const { job, log } = await importFile(app, csvOf(rows, HASHED), hashed);
      assert.deepEqual(log, [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        "[SUCCEEDED] Line Number 3 - The import succeeded.",
        "[FAILED] Line Number 4 - The password hash is not valid: " +
          "expected a hash of BCRYPT, SCRYPT, ARGON2ID or PBKDF2_SHA256.",
        "[FAILED] Line Number 5 - The password hash is not valid: BCRYPT: cost must be from 4 to 12, not 13.",
        "[FAILED] Line Number 6 - The password hash is not one of BCRYPT.",
      ]);
      assert.equal(job.Status, "Failed");
      assert.equal(job.CompletionMessage, "Too many users have failed or been skipped during the import.");
      assert.equal(await statusOf(app, "known"), "CONFIRMED");
      assert.ok((await tokensOf(app, "known")).access);
      await assert.rejects(signIn(app, "unknown"), resetRequired);
    });

    test("needs a column for them", async () => {
      const { job } = await importFile(await verifying(), csvOf([person("somebody")]), hashed);
      assert.equal(job.Status, "Failed");
      assert.equal(job.CompletionMessage, "The CSV file has no password_hash column.");
    });

    test("is the only one that does", async () => {
      const file = csvOf([person("somebody", { password_hash: BCRYPT })], [...COLUMNS, "password_hash"]);
      const { log } = await importFile(await verifying(), file);
      assert.deepEqual(log, [
        "[FAILED] Line Number 2 - " +
          "The User Record sets password_hash, but the job has no password hashing algorithm.",
      ]);
    });
  });

  describe("a file that can't be imported", () => {
    const DIFFERS = "The header of the CSV file does not match the attributes of the user pool.";
    const rows = [person("somebody")];
    const FILES: readonly (readonly [what: string, file: string, message: string])[] = [
      ["nothing", "", DIFFERS],
      ["a column too few", csvOf(rows, COLUMNS.slice(1)), DIFFERS],
      ["a column too many", csvOf(rows, [...COLUMNS, "custom:unknown"]), DIFFERS],
      ["a column twice", csvOf(rows, [...COLUMNS, "name"]), DIFFERS],
      [
        "a byte order mark",
        `\uFEFF${csvOf(rows)}`,
        "The CSV file must be in UTF-8 format without byte order mark.",
      ],
      ["too many rows", `${csvOf([])}${"x\n".repeat(500_001)}`, "The CSV file has more than 500,000 rows."],
    ];
    for (const [what, file, message] of FILES) {
      test(`because of ${what} makes no user`, async () => {
        const app = await verifying();
        const { job, log } = await importFile(app, file);
        assert.equal(job.Status, "Failed");
        assert.equal(job.CompletionMessage, message);
        assert.deepEqual([job.ImportedUsers, job.SkippedUsers, job.FailedUsers, log.length], [0, 0, 0, 0]);
      });
    }
  });
});
