// Deletion of everything: job after job, with what hangs on each, and a receipt of what went.

import { ApiError, unwrap, type Api } from "../../../../src/client.ts";
import type { Schema } from "../../queries/api.ts";
import { Line } from "../../queries/patience.ts";
import { readAll } from "../../queries/read-all.ts";
import { NOTHING, type Counts } from "./gather.ts";

/** What has to be typed. */
export const PHRASE = "delete my data";
/** Counting costs three requests a job; with more jobs than that, only jobs are counted. */
export const COUNTED_UP_TO = 20;

export const isConfirmed = (typed: string): boolean =>
  typed.trim().replaceAll(/\s+/g, " ").toLowerCase() === PHRASE;

export type Deleted = {
  counts: Counts;
  /** How many jobs there were. */
  total: number;
  /** Whether more than the jobs was counted. */
  countedAll: boolean;
  /** The last deletion's number in the log. */
  requestId: string | null;
};

/** What was deleted before an error stays deleted; calling it again goes on with the rest. */
export async function deleteAll(
  api: Api,
  signal: AbortSignal,
  told: (deleted: Deleted) => void,
  before: Counts = NOTHING,
): Promise<Deleted> {
  const line = new Line(signal);
  const fields = "summary";
  const jobs = await readAll((query) =>
    line.run(async () => unwrap(await api.GET("/api/job-infos", { params: { query: { ...query, fields } } }))),
  );
  const countedAll = jobs.length <= COUNTED_UP_TO;
  let deleted: Deleted = { counts: before, total: before.jobs + jobs.length, countedAll, requestId: null };
  told(deleted);
  await Promise.all(
    jobs.map(async ({ id }) => {
      const counts = countedAll ? await countOf(api, line, id) : NOTHING;
      const requestId = await line.run(() => deleteJob(api, id));
      deleted = { ...deleted, counts: sum(deleted.counts, { ...counts, jobs: 1 }), requestId };
      told(deleted);
    }),
  );
  return deleted;
}

/** A job that is gone already is what was wanted. */
async function deleteJob(api: Api, id: string): Promise<string | null> {
  const reply = await api.DELETE("/api/job-infos/{id}", { params: { path: { id } } });
  if (reply.response.status !== 404) unwrap(reply);
  return reply.response.headers.get("x-request-id");
}

async function countOf(api: Api, line: Line, id: string): Promise<Counts> {
  const of = { jobInfoId: id };
  const questions = await readAll((query) =>
    line.run(async () => unwrap(await api.GET("/api/questions", { params: { query: { ...query, ...of } } }))),
  ).catch(gone<Schema["Question"]>);
  const interviews = await readAll((query) =>
    line.run(async () => unwrap(await api.GET("/api/interviews", { params: { query: { ...query, ...of } } }))),
  ).catch(gone<Schema["Interview"]>);
  const reports = await readAll((query) =>
    line.run(async () =>
      unwrap(await api.GET("/api/job-infos/{id}/analyses", { params: { path: { id }, query } })),
    ),
  ).catch(gone<Schema["StoredAnalysis"]>);
  const answers = questions.filter(({ latestAnswer }) => latestAnswer).length;
  return { jobs: 0, questions: questions.length, answers, interviews: interviews.length, reports: reports.length };
}

/** Deleted meanwhile in another tab. */
function gone<T>(error: unknown): T[] {
  if (error instanceof ApiError && error.problem.status === 404) return [];
  throw error;
}

function sum(one: Counts, other: Counts): Counts {
  return {
    jobs: one.jobs + other.jobs,
    questions: one.questions + other.questions,
    answers: one.answers + other.answers,
    interviews: one.interviews + other.interviews,
    reports: one.reports + other.reports,
  };
}
