// Jobs: saved once however often that is sent, changed in one version only, deleted with all that hangs on them.

import type { QueryClient } from "@tanstack/react-query";
import { unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";
import { keys, type VersionedJob } from "./queries.ts";

/** The same key for the same form: a double click, or one more try after a lost reply, makes no second job. */
export async function createJob(api: Api, body: Schema["NewJobInfo"], key: string): Promise<VersionedJob> {
  const reply = await api.POST("/api/job-infos", { params: { header: { "Idempotency-Key": key } }, body });
  return { job: unwrap(reply), etag: reply.response.headers.get("ETag") };
}

/** Refused as `stale` when the job is another version by now. */
export async function changeJob(api: Api, from: VersionedJob, body: Schema["JobInfoChanges"]): Promise<VersionedJob> {
  const header = from.etag === null ? {} : { "If-Match": from.etag };
  const params = { path: { id: from.job.id }, header };
  const reply = await api.PATCH("/api/job-infos/{id}", { params, body });
  return { job: unwrap(reply), etag: reply.response.headers.get("ETag") };
}

export async function deleteJob(api: Api, id: string): Promise<void> {
  unwrap(await api.DELETE("/api/job-infos/{id}", { params: { path: { id } } }));
}

/** The job as it was just answered, and a list that will be read again. */
export function keepJob(client: QueryClient, saved: VersionedJob): void {
  client.setQueryData(keys.job(saved.job.id), saved);
  void client.invalidateQueries({ queryKey: keys.jobs, exact: true });
}

export function forgetJob(client: QueryClient, id: string): void {
  client.removeQueries({ queryKey: keys.job(id) });
  void client.invalidateQueries({ queryKey: keys.jobs, exact: true });
}
