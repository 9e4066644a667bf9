import type { ImportJob } from "../../domain/import-job.ts";
import type { Context } from "../../flows/context.ts";
import { uploadUrl } from "../../flows/import-url.ts";
import type { UserImportJobType } from "../../model/types.gen.ts";

/** An import job as every operation shows it. */
export const importJobView = (
  tools: Pick<Context, "vault" | "settings">,
  job: ImportJob,
): UserImportJobType => ({
  JobName: job.name,
  JobId: job.id,
  UserPoolId: job.poolId,
  PreSignedUrl: uploadUrl(tools, job),
  CreationDate: job.createdAt,
  StartDate: job.startedAt ?? undefined,
  CompletionDate: job.completedAt ?? undefined,
  Status: job.status,
  CloudWatchLogsRoleArn: job.logsRoleArn,
  ImportedUsers: job.imported,
  SkippedUsers: job.skipped,
  FailedUsers: job.failed,
  CompletionMessage: job.completionMessage ?? undefined,
  PasswordHashingAlgorithm: job.algorithm ?? undefined,
});
