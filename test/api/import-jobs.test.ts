import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CreateUserPoolRequest } from "@aws-sdk/client-cognito-identity-provider";
import {
  type App,
  addUser,
  adminSignIn,
  byName,
  codeFor,
  confirmReset,
  newApp,
  newPool,
  onEachDatabase,
  outcomes,
  PASSWORD,
  signIn,
  statusOf,
  there,
  tokensOf,
} from "../support/arrange.ts";
import {
  COLUMNS,
  type CsvRow,
  createJob,
  csvOf,
  describeJob,
  endOf,
  importFile,
  person,
  readyJob,
  startJob,
  upload,
} from "../support/imports.ts";
import { refusal } from "../support/server.ts";

const BCRYPT = "$2b$05$abcdefghijklmnopqrstuuFAKRAH04u6Xw79ex7hAKlkJe/GeWyTm";
const HASHED = ["cognito:username", "email", "email_verified", "password_hash"];

const resetRequired = refusal("PasswordResetRequiredException", "Password reset required for the user");
const precondition = (message: string) => refusal("PreconditionNotMetException", message);

await onEachDatabase((world) => {
  /** A pool that verifies e-mail addresses, with a client. */
  const verifying = (
    pool: Partial<CreateUserPoolRequest> = {},
    client: Parameters<typeof newApp>[1] = {},
  ): Promise<App> => newApp(world(), { pool: { AutoVerifiedAttributes: ["email"], ...pool }, ...client });

  const profileOf = async ({ api, poolId }: App, username: string) => {
    const { UserAttributes, ...user } = await api.adminGetUser({ UserPoolId: poolId, Username: username });
    const { sub, ...attributes } = byName(UserAttributes);
    return { ...user, sub, attributes };
  };

  describe("the header of a pool's files", () => {
    test("has the columns in the service's order, the pool's own ones among them", async () => {
      const { api } = world();
      const poolId = await newPool(world(), {
        Schema: [
          { Name: "team", AttributeDataType: "String" },
          { Name: "hidden", AttributeDataType: "Number", DeveloperOnlyAttribute: true },
        ],
      });
      const header = await api.getCSVHeader({ UserPoolId: poolId });
      assert.equal(header.UserPoolId, poolId);
      assert.deepEqual(header.CSVHeader, [
        ...["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile"],
        ...["picture", "website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale"],
        ...["phone_number", "phone_number_verified", "address", "updated_at"],
        ...["custom:team", "dev:custom:hidden", "cognito:mfa_enabled", "cognito:username", "password_hash"],
      ]);
    });
  });

  describe("a new job", () => {
    test("waits for its file and its start", async () => {
      const app = await verifying();
      const job = await createJob(app, { JobName: "spring", PasswordHashingAlgorithm: "BCRYPT" });
      const { PreSignedUrl, CreationDate, JobId, ...rest } = job;
      assert.match(there(JobId), /^import-[0-9a-zA-Z]{10}$/);
      assert.ok(there(PreSignedUrl).includes("/_poolkeeper/imports/"));
      assert.ok(CreationDate instanceof Date);
      assert.deepEqual(rest, {
        JobName: "spring",
        UserPoolId: app.poolId,
        Status: "Created",
        CloudWatchLogsRoleArn: "arn:aws:iam::123456789012:role/import",
        ImportedUsers: 0,
        SkippedUsers: 0,
        FailedUsers: 0,
        PasswordHashingAlgorithm: "BCRYPT",
      });
      assert.deepEqual(await describeJob(app, there(JobId)), job);
    });

    test("is not to be found in another pool, or where it never was", async () => {
      const [app, other] = [await verifying(), await verifying()];
      const { JobId } = await createJob(app);
      const nowhere = (id: string) =>
        refusal("ResourceNotFoundException", `User import job ${id} does not exist.`);
      for (const [site, id] of [[other, there(JobId)] as const, [app, "import-nothing"] as const]) {
        const where = { UserPoolId: site.poolId, JobId: id };
        await assert.rejects(site.api.describeUserImportJob(where), nowhere(id));
        await assert.rejects(site.api.startUserImportJob(where), nowhere(id));
        await assert.rejects(site.api.stopUserImportJob(where), nowhere(id));
      }
    });

    test("expires when nobody starts it for a day", async () => {
      const app = await verifying();
      const { id } = await readyJob(app, csvOf([person("late")]));
      world().pass(24 * 3600);
      const { Status, CompletionMessage, CompletionDate, CreationDate } = await describeJob(app, id);
      assert.equal(Status, "Expired");
      assert.equal(CompletionMessage, "The user import job has expired.");
      assert.equal(there(CompletionDate).getTime() - there(CreationDate).getTime(), 24 * 3600 * 1000);
      await assert.rejects(
        startJob(app, id),
        precondition(`User import job ${id} cannot be started. Current status is Expired`),
      );
    });

    test("is listed among the others, newest first, a page at a time", async () => {
      const app = await verifying();
      const made: string[] = [];
      for (const name of ["a", "b", "c"]) {
        made.unshift(there((await createJob(app, { JobName: name })).JobId));
        world().pass(1);
      }
      const list = (PaginationToken?: string) =>
        app.api.listUserImportJobs({ UserPoolId: app.poolId, MaxResults: 2, PaginationToken });
      const first = await list();
      const second = await list(there(first.PaginationToken));
      const listed = [...there(first.UserImportJobs), ...there(second.UserImportJobs)];
      assert.deepEqual(
        listed.map(({ JobId }) => JobId),
        made,
      );
      assert.deepEqual(listed[0], await describeJob(app, there(made[0])));
      assert.equal(second.PaginationToken, undefined);
      const other = await verifying();
      await assert.rejects(
        other.api.listUserImportJobs({
          UserPoolId: other.poolId,
          MaxResults: 2,
          PaginationToken: first.PaginationToken,
        }),
        refusal("InvalidParameterException", "Invalid pagination token given."),
      );
      const none = await other.api.listUserImportJobs({ UserPoolId: other.poolId, MaxResults: 60 });
      assert.deepEqual(none.UserImportJobs, []);
    });
  });

  describe("an import", () => {
    test("makes users with all that their rows say, who are to reset their passwords", async () => {
      const app = await verifying({
        Schema: [
          { Name: "team", AttributeDataType: "String" },
          { Name: "vip", AttributeDataType: "Boolean" },
        ],
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
      await app.api.forgotPassword({ ClientId: app.clientId, Username: "imported" });
      await confirmReset(app, "imported", await codeFor(app, "imported"), PASSWORD);
      assert.ok((await tokensOf(app, "imported")).access);
      assert.equal(await statusOf(app, "imported"), "CONFIRMED");
    });

    test("tells clients that conceal users nothing of the reset", async () => {
      const app = await verifying({}, { client: { PreventUserExistenceErrors: "ENABLED" } });
      await importFile(app, csvOf([person("concealed")]));
      const wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
      await assert.rejects(signIn(app, "concealed", "whatever"), wrong);
      await assert.rejects(adminSignIn(app, "concealed", "whatever"), wrong);

      await addUser(app, { username: "reset" });
      await app.api.adminResetUserPassword({ UserPoolId: app.poolId, Username: "reset" });
      await assert.rejects(signIn(app, "reset"), resetRequired);
    });

    test("confirms users whom codes can sign in", async () => {
      const app = await verifying({
        Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      });
      await importFile(app, csvOf([person("by-mail")]));
      assert.equal(await statusOf(app, "by-mail"), "CONFIRMED");
    });

    test("lets users sign in by the names that the pool has for them", async () => {
      const hashed = { PasswordHashingAlgorithm: "BCRYPT" } as const;
      const row = { "cognito:username": "jane@example.com", email_verified: "true", password_hash: BCRYPT };
      const byMail = await verifying({ UsernameAttributes: ["email"] });
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

      const aliased = await verifying({ AliasAttributes: ["email"] });
      await importFile(aliased, csvOf([person("jane", { password_hash: BCRYPT })], HASHED), hashed);
      assert.ok((await tokensOf(aliased, "jane@example.com")).access);
    });

    test("marks those whom the file gives MFA", async () => {
      const sms = { SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms" } };
      const app = await verifying({ MfaConfiguration: "OPTIONAL", ...sms });
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
      const app = await verifying(pool);
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
      const app = await verifying({ UsernameConfiguration: { CaseSensitive: false } });
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

  describe("a job is started", () => {
    test("only with a file", async () => {
      const app = await verifying();
      const id = there((await createJob(app)).JobId);
      await assert.rejects(startJob(app, id), precondition(`No csv file was uploaded for ${id}`));
    });

    test("only in a pool that verifies a contact", async () => {
      const app = await newApp(world());
      const { id } = await readyJob(app, csvOf([person("somebody")]));
      await assert.rejects(
        startJob(app, id),
        precondition("The user pool does not have any auto verified attributes."),
      );
    });

    test("only once", async () => {
      const app = await verifying();
      const { id } = await readyJob(app, csvOf([person("once")]));
      const { kept, refusals } = await outcomes([1, 2, 3].map(() => startJob(app, id)));
      assert.equal(kept, 1, refusals.join("\n"));
      await endOf(app, id);
      await assert.rejects(
        startJob(app, id),
        precondition(`User import job ${id} cannot be started. Current status is Succeeded`),
      );
    });

    test("only by the first of those who start one at once", async () => {
      const jobs = await Promise.all(
        [1, 2, 3].map(async (at) => {
          const app = await verifying();
          return { app, id: (await readyJob(app, csvOf([person(`user-${at}`)]))).id };
        }),
      );
      const { kept, refusals } = await outcomes(jobs.map(({ app, id }) => startJob(app, id)));
      // Whoever came once the first one had ended already is no rival any more.
      assert.ok(kept >= 1);
      assert.deepEqual(
        [...new Set(refusals)],
        kept === 3 ? [] : ["PreconditionNotMetException: Another user import job is already in progress."],
      );
      const started = await Promise.all(jobs.map(({ app, id }) => describeJob(app, id)));
      const isStarted = (at: number): boolean => started[at]?.StartDate !== undefined;
      assert.equal(jobs.filter((_, at) => isStarted(at)).length, kept);
      for (const { app, id } of jobs.filter((_, at) => isStarted(at))) await endOf(app, id);
      for (const { app, id } of jobs.filter((_, at) => !isStarted(at))) {
        await startJob(app, id);
        assert.equal((await endOf(app, id)).ImportedUsers, 1);
      }
    });

    test("only while no other one of the region is active, and the pool stays as it is", async () => {
      const [app, other] = [await verifying(), await verifying()];
      const rows = Array.from({ length: 3000 }, (_, at) => person(`user-${at}`));
      const running = await readyJob(app, csvOf(rows));
      const waiting = await readyJob(other, csvOf([person("somebody")]));
      await startJob(app, running.id);
      await assert.rejects(
        startJob(other, waiting.id),
        precondition("Another user import job is already in progress."),
      );
      const inProgress = refusal(
        "UserImportInProgressException",
        "A user import job is in progress for this user pool.",
      );
      const attribute = { CustomAttributes: [{ Name: "team", AttributeDataType: "String" as const }] };
      await assert.rejects(app.api.addCustomAttributes({ UserPoolId: app.poolId, ...attribute }), inProgress);
      await assert.rejects(app.api.deleteUserPool({ UserPoolId: app.poolId }), inProgress);
      await other.api.addCustomAttributes({ UserPoolId: other.poolId, ...attribute });

      const { UserImportJob } = await app.api.stopUserImportJob({
        UserPoolId: app.poolId,
        JobId: running.id,
      });
      assert.ok(["Stopping", "Stopped"].includes(there(UserImportJob?.Status)));
      const { Status, CompletionMessage, ImportedUsers } = await endOf(app, running.id);
      assert.equal(Status, "Stopped");
      assert.equal(CompletionMessage, "The Import Job was stopped by the developer.");
      assert.ok(there(ImportedUsers) < rows.length);
      assert.equal((await running.log()).length, ImportedUsers);
      await assert.rejects(
        app.api.stopUserImportJob({ UserPoolId: app.poolId, JobId: running.id }),
        precondition(`User import job ${running.id} cannot be stopped. Current status is Stopped`),
      );

      await startJob(other, waiting.id);
      await endOf(other, waiting.id);
      await app.api.deleteUserPool({ UserPoolId: app.poolId });
    });
  });

  describe("the upload", () => {
    const openJob = async () => {
      const app = await verifying();
      const job = await createJob(app);
      return { app, id: there(job.JobId), url: there(job.PreSignedUrl) };
    };

    test("counts as it came last", async () => {
      const { app, id, url } = await openJob();
      for (const name of ["first", "second"]) {
        assert.equal((await upload(url, csvOf([person(name)]))).status, 200);
      }
      await startJob(app, id);
      assert.equal((await endOf(app, id)).ImportedUsers, 1);
      assert.equal(await statusOf(app, "second"), "RESET_REQUIRED");
    });

    test("is open for a quarter of an hour, and until the start", async () => {
      const { url } = await openJob();
      world().pass(15 * 60);
      const late = await upload(url, csvOf([]));
      assert.equal(late.status, 403);
      assert.deepEqual(await late.json(), { __type: "AccessDenied", message: "Request has expired" });

      const { app, id, url: other } = await openJob();
      await upload(other, csvOf([person("in-time")]));
      await startJob(app, id);
      assert.equal((await upload(other, csvOf([]))).status, 404);
      await endOf(app, id);
    });

    test("takes no other URL, and none for another purpose", async () => {
      const { url } = await openJob();
      const answer = await upload(url, csvOf([]));
      const log = there(answer.headers.get("x-poolkeeper-import-log") ?? undefined);
      const [token = ""] = url.split("/").slice(-1);
      const [payload = "", ...mac] = token.split(".");
      const grant = JSON.parse(Buffer.from(payload, "base64url").toString());
      const longer = Buffer.from(JSON.stringify({ ...grant, expiresAt: grant.expiresAt + 1e9 }));
      const forged = [longer.toString("base64url"), ...mac].join(".");
      for (const other of [log, url.replace(token, forged), url.replace(token, payload), `${url}x`]) {
        assert.equal((await upload(other, csvOf([]))).status, 403, other);
      }
      assert.equal((await fetch(url)).status, 403, "an upload's URL shows no log");
      assert.equal((await fetch(log)).status, 200);
      world().pass(30 * 24 * 3600);
      assert.equal((await fetch(log)).status, 403);
    });

    test("refuses more than 100 MB, before they come", async () => {
      const { url } = await openJob();
      const { request } = process.getBuiltinModule("node:http");
      const status = await new Promise((resolve, reject) => {
        const headers = { "content-length": 100 * 1024 * 1024 + 1 };
        const sent = request(url, { method: "PUT", headers }, (answer) => {
          resolve(answer.statusCode);
          sent.destroy();
        });
        sent.on("error", reject).flushHeaders();
      });
      assert.equal(status, 413);
    });

    test("leaves nothing behind where it breaks off, and nothing once the job has ended", async () => {
      const { app, id, url } = await openJob();
      const halves = async function* () {
        yield Buffer.alloc(400_000, "x");
        throw new Error("the line broke");
      };
      await assert.rejects(
        fetch(url, { method: "PUT", body: ReadableStream.from(halves()), duplex: "half" } as RequestInit),
      );
      await assert.rejects(startJob(app, id), precondition(`No csv file was uploaded for ${id}`));
      assert.equal((await upload(url, csvOf([person("after-all")]))).status, 200);
      await startJob(app, id);
      assert.equal((await endOf(app, id)).ImportedUsers, 1);
    });
  });
});
