import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type App,
  type AppOptions,
  newApp,
  newPool,
  onEachDatabase,
  outcomes,
  there,
} from "../support/arrange.ts";
import {
  createJob,
  csvOf,
  describeJob,
  endOf,
  newImportApp,
  person,
  precondition,
  readyJob,
  startJob,
  stopJob,
} from "../support/imports.ts";
import { refusal } from "../support/server.ts";

await onEachDatabase((world) => {
  const verifying = (options?: AppOptions) => newImportApp(world(), options);

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

  describe("a job is started", () => {
    /** More than are imported while somebody looks. */
    const MANY = Array.from({ length: 20_000 }, (_, at) => person(`user-${at}`));

    /** Stops a job that runs, and tells how it ended. */
    const stopped = async (app: App, id: string) => {
      assert.match(there((await stopJob(app, id)).Status), /^(Stopping|Stopped)$/);
      const job = await endOf(app, id);
      assert.equal(job.Status, "Stopped");
      return job;
    };

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
        [1, 2, 3].map(async () => {
          const app = await verifying();
          return { app, id: (await readyJob(app, csvOf(MANY))).id };
        }),
      );
      const { kept, refusals } = await outcomes(jobs.map(({ app, id }) => startJob(app, id)));
      assert.equal(kept, 1);
      assert.deepEqual(
        [...new Set(refusals)],
        ["PreconditionNotMetException: Another user import job is already in progress."],
      );
      const described = await Promise.all(jobs.map(({ app, id }) => describeJob(app, id)));
      const started = jobs.filter((_, at) => described[at]?.StartDate !== undefined);
      assert.equal(started.length, 1);
      for (const { app, id } of started) await stopped(app, id);
      for (const { app, id } of jobs.filter((job) => !started.includes(job))) {
        await startJob(app, id);
        await stopped(app, id);
      }
    });

    test("only while no other one of the region is active, and the pool stays as it is", async () => {
      const [app, other] = [await verifying(), await verifying()];
      const running = await readyJob(app, csvOf(MANY));
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

      const { CompletionMessage, ImportedUsers } = await stopped(app, running.id);
      assert.equal(CompletionMessage, "The Import Job was stopped by the developer.");
      assert.ok(there(ImportedUsers) < MANY.length);
      assert.equal((await running.log()).length, ImportedUsers);
      await assert.rejects(
        stopJob(app, running.id),
        precondition(`User import job ${running.id} cannot be stopped. Current status is Stopped`),
      );

      await startJob(other, waiting.id);
      await endOf(other, waiting.id);
      await app.api.deleteUserPool({ UserPoolId: app.poolId });
    });
  });
});
