// Job text: what somebody writes of a job, its limits, and what the API says is wrong with a field.

import { ApiError } from "../../../../src/client.ts";
import type { Schema } from "../../queries/api.ts";

export type Level = Schema["ExperienceLevel"];
/** `interviewOn`: a day, or nothing. */
export type JobText = { name: string; title: string; experienceLevel: Level; description: string; interviewOn: string };
export type JobField = keyof JobText;

export const LEVELS: readonly { value: Level; label: string }[] = [
  { value: "junior", label: "Junior" },
  { value: "mid-level", label: "Mid-level" },
  { value: "senior", label: "Senior" },
];

/** As many characters as the API takes; it counts code points, after blanks at both ends. */
export const MOST = { name: 255, title: 255, description: 20_000 } as const;

export const LABELS: Record<JobField, string> = {
  title: "Job title",
  name: "Company",
  experienceLevel: "Level",
  description: "The ad",
  interviewOn: "Interview on",
};

export const FIELDS: readonly JobField[] = ["title", "name", "experienceLevel", "interviewOn", "description"];

export function isLevel(text: string): text is Level {
  return LEVELS.some(({ value }) => value === text);
}

export function textOf({ name, title, experienceLevel, description, interviewOn }: Schema["JobInfo"]): JobText {
  return { name, title: title ?? "", experienceLevel, description, interviewOn: interviewOn ?? "" };
}

export function length(text: string): number {
  return Array.from(text.trim()).length;
}

/** What can be said before sending; nothing is ever cut. */
export function wrong(field: JobField, text: string): string | undefined {
  if (field === "experienceLevel" || field === "interviewOn") return undefined;
  const written = length(text);
  if (field === "description" && written === 0) return "Paste at least a sentence of the ad.";
  if (written <= MOST[field]) return undefined;
  const [now, most] = [written, MOST[field]].map((number) => number.toLocaleString());
  return `This has ${now} characters; the limit is ${most}. Take out what the job does not need.`;
}

/** The API's sentences about single fields, for the places beside them. */
export function refusals(error: Error | null): Partial<Record<JobField, string>> {
  const errors = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  // A level is one of those that can be chosen: what is wrong with it belongs to no field of the page.
  const found = FIELDS.filter((field) => field !== "experienceLevel").flatMap((field) => {
    const detail = errors.find(({ pointer }) => pointer === `#/${field}`)?.detail;
    return detail === undefined ? [] : [[field, `${LABELS[field]} ${detail}.`] as const];
  });
  return Object.fromEntries(found);
}

/** What a new job is sent as: without a company it is called by its title, or by the first line of its ad. */
export function newJob({ name, title, experienceLevel, description, interviewOn }: JobText): Schema["NewJobInfo"] {
  const firstLine = description.trim().split("\n", 1)[0] ?? "";
  const called = name.trim() || title.trim() || Array.from(firstLine).slice(0, MOST.name).join("");
  return { name: called, title: title.trim() || null, experienceLevel, description, interviewOn: interviewOn || null };
}
