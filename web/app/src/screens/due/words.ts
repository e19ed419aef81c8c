// Review queue in words: when a question comes again, and what comes next when nothing is due.

import { count, date, noon } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

export type Grade = Schema["SelfReview"]["grade"];

/** In the order of the keys 1 to 4. */
export const GRADES: readonly { grade: Grade; label: string; hint: string }[] = [
  { grade: "again", label: "Again", hint: "I did not know it" },
  { grade: "hard", label: "Hard", hint: "With effort" },
  { grade: "good", label: "Good", hint: "I knew it" },
  { grade: "easy", label: "Easy", hint: "At once" },
];

/** The grade of a key; none while somebody writes, for there it is a figure. */
export function gradeOfKey(key: string): Grade | undefined {
  return /^[1-4]$/.test(key) ? GRADES[Number(key) - 1]?.grade : undefined;
}

export function comesAgain({ dueOn, intervalDays }: Schema["Reviewed"]): string {
  if (intervalDays <= 1) return "It comes again tomorrow.";
  return `It comes again on ${date(noon(dueOn))}, in ${count(intervalDays, "day")}.`;
}

/** What is not due today; null: there is nothing at all. */
export function nextOnes({ tomorrow, week, total, due }: Schema["DueCounts"]): string | null {
  if (total === 0) return null;
  if (tomorrow > 0) return `${count(tomorrow, "question")} ${tomorrow === 1 ? "comes" : "come"} tomorrow.`;
  if (week > 0) return `The next ${week === 1 ? "one comes" : `${week} come`} within a week.`;
  const later = total - due;
  return `The next ${later === 1 ? "one comes" : `${later} come`} in more than a week.`;
}

export function overdue(days: number): string {
  if (days === 0) return "due today";
  return days === 1 ? "due since yesterday" : `due for ${days} days`;
}

/** After it was judged, or set aside. */
export function without(due: Schema["DueQuestions"], id: string): Schema["DueQuestions"] {
  const items = due.items.filter(({ question }) => question.id !== id);
  const left = Math.max(0, due.counts.due - (due.items.length - items.length));
  return { ...due, items, counts: { ...due.counts, due: left } };
}
