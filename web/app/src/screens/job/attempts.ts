// Attempts: how often a question was answered, and what the first answer was rated.

import type { Schema } from "../../queries/api.ts";

type Answered = Pick<Schema["QuestionWithAnswers"], "answers" | "answersCursor">;

/** Nothing is said of a single answer: its rating stands in the margin. */
export function attempts({ answers, answersCursor }: Answered): string | undefined {
  if (answersCursor !== null) return `answered more than ${answers.length} times`;
  if (answers.length < 2) return undefined;
  const often = answers.length === 2 ? "answered twice" : `answered ${answers.length} times`;
  const rating = answers.at(-1)?.rating;
  return rating == null ? often : `${often}, first ${rating}`;
}
