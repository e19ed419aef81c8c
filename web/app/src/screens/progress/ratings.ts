// Ratings over time: computed from the latest answer to each question, until the API has all of them in one reply.

import { dayKey } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";
import type { OfJob } from "../../queries/each-job.ts";

/** The line is the average of so many answers in a row, and the band their lowest to highest. */
export const WINDOW = 5;
/** Fewer answers are shown as dots: they make no line. */
export const LINE_FROM = 3;
export const DAYS = 28;
const DAY_MS = 24 * 3_600_000;

export type Rated = {
  question: string;
  at: string;
  rating: number;
  difficulty: Schema["Difficulty"];
  text: string;
  job: { id: string; name: string };
};
export type Point = Rated & { average: number; lowest: number; highest: number };
export type Group = { key: string; name: string; average: number; answers: number };

/** The oldest first; answers whose feedback gave no rating are none. */
export function rated(lists: readonly OfJob<Schema["Question"]>[]): Rated[] {
  const all = lists.flatMap(({ job, items }) =>
    items.flatMap(({ id, difficulty, text, latestAnswer }) => {
      if (!latestAnswer || latestAnswer.rating === null) return [];
      const { createdAt: at, rating } = latestAnswer;
      return [{ question: id, at, rating, difficulty, text, job: { id: job.id, name: job.title ?? job.name } }];
    }),
  );
  return all.sort((one, other) => one.at.localeCompare(other.at));
}

export function points(answers: readonly Rated[]): Point[] {
  return answers.map((answer, index) => {
    const window = answers.slice(Math.max(0, index + 1 - WINDOW), index + 1).map(({ rating }) => rating);
    return { ...answer, average: average(window), lowest: Math.min(...window), highest: Math.max(...window) };
  });
}

/** One group for each `key`, as the first answer of it came; jobs may share a name. */
export function groups(answers: readonly Rated[], by: (answer: Rated) => { key: string; name: string }): Group[] {
  const grouped = new Map<string, { name: string; ratings: number[] }>();
  for (const answer of answers) {
    const { key, name } = by(answer);
    const { ratings } = grouped.get(key) ?? { ratings: [] };
    grouped.set(key, { name, ratings: [...ratings, answer.rating] });
  }
  const group = (key: string, name: string, ratings: number[]): Group => ({
    key,
    name,
    average: average(ratings),
    answers: ratings.length,
  });
  return [...grouped].map(([key, { name, ratings }]) => group(key, name, ratings));
}

export function average(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Whether each of the last days was one of practice, today last. */
export function practised(times: readonly string[], now: number): boolean[] {
  const days = new Set(times.map(dayKey));
  // At noon, for days are not all as long as each other.
  const noon = new Date(now).setHours(12, 0, 0, 0);
  return Array.from({ length: DAYS }, (_, index) => days.has(dayKey(noon - (DAYS - 1 - index) * DAY_MS)));
}

/** What is worth answering again: the lowest rating, and of equals the one that is longest ago. */
export function weakest(answers: readonly Rated[]): Rated | undefined {
  return answers.reduce<Rated | undefined>((low, each) => (low && low.rating <= each.rating ? low : each), undefined);
}
