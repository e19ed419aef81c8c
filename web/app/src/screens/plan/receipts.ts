// Receipts: what was used lately, read off what was made and kept; what came to nothing left nothing, and cost nothing.

import type { Schema } from "../../queries/api.ts";
import type { OfJob } from "../../queries/each-job.ts";

export const RECENT_DAYS = 28;
const DAY_MS = 24 * 3_600_000;

export type Receipt = {
  id: string;
  at: string;
  /** What it was. */
  title: string;
  job: { id: string; name: string };
  counted: boolean;
  note: string;
};

type Made = {
  questions: readonly OfJob<Schema["Question"]>[];
  analyses: readonly OfJob<Schema["StoredAnalysis"]>[];
  interviews: readonly OfJob<Schema["Interview"]>[];
};

/** Those of the last weeks, the newest first. */
export function receipts({ questions, analyses, interviews }: Made, now: number): Receipt[] {
  const all = [
    ...questions.flatMap(({ job, items }) => items.flatMap((item) => ofQuestion(item, named(job)))),
    ...analyses.flatMap(({ job, items }) => items.map((item) => ofAnalysis(item, named(job)))),
    ...interviews.flatMap(({ job, items }) => items.flatMap((item) => ofInterview(item, named(job)))),
  ];
  const since = now - RECENT_DAYS * DAY_MS;
  const recent = all.filter(({ at }) => new Date(at).getTime() >= since);
  return recent.sort((one, other) => other.at.localeCompare(one.at));
}

function named({ id, name, title }: Schema["ListedJobInfo"]): Receipt["job"] {
  return { id, name: title ?? name };
}

function ofQuestion({ id, createdAt, difficulty, latestAnswer }: Schema["Question"], job: Receipt["job"]): Receipt[] {
  const title = `Question, ${difficulty}`;
  const asked = { id, at: createdAt, title, job, counted: true, note: "1 question" };
  if (!latestAnswer) return [asked];
  const { rating } = latestAnswer;
  const note = rating === null ? "Feedback without a rating" : `Rated ${rating} of 10`;
  return [asked, { id: latestAnswer.id, at: latestAnswer.createdAt, title: "Answer", job, counted: false, note }];
}

function ofAnalysis({ id, createdAt, fileName }: Schema["StoredAnalysis"], job: Receipt["job"]): Receipt {
  return { id, at: createdAt, title: `Résumé check, ${fileName}`, job, counted: true, note: "1 résumé check" };
}

/** One that has not begun only holds a use, and gives it back within the hour. */
function ofInterview({ id, state, kind, startedAt, createdAt }: Schema["Interview"], job: Receipt["job"]): Receipt[] {
  if (state === "created") return [];
  const title = kind === "voice" ? "Spoken interview" : "Written interview";
  return [{ id, at: startedAt ?? createdAt, title, job, counted: true, note: "1 interview" }];
}
