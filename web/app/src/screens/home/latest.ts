// Latest rating of a job: of the newest rated answer to any of its questions.

import type { Schema } from "../../queries/api.ts";

export function latestRating(questions: readonly Schema["Question"][]): number | null {
  const rated = questions.flatMap(({ latestAnswer }) => (latestAnswer?.rating == null ? [] : [latestAnswer]));
  const newest = rated.reduce<Schema["LatestAnswer"] | null>(
    (best, answer) => (best === null || answer.createdAt > best.createdAt ? answer : best),
    null,
  );
  return newest?.rating ?? null;
}
