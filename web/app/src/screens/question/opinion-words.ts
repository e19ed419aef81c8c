// Words of a second opinion: how many gradings there are, how far they agree, and what that means.

import type { Schema } from "../../queries/api.ts";

type Opinion = Pick<Schema["SecondOpinion"], "rating" | "agreement" | "median" | "gradings">;

const COUNTS = ["No", "One", "Two", "Three"];
const AGREEMENT = { same: "They agree.", close: "Close.", apart: "Far apart." };
const MEANING = {
  same: "This grade stands on firm ground.",
  close: "A point or two between graders is usual.",
  apart: "Where graders differ so much, the remarks tell you more than the number.",
};

/** As in "Two gradings: 6 and 7. Close." */
export function opinionWords({ rating, agreement, median, gradings }: Opinion): { told: string; meaning: string } {
  const numbers = gradings.map((grading) => String(grading.rating));
  const listed = `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  const told = `${COUNTS[gradings.length] ?? gradings.length} gradings: ${listed}. ${AGREEMENT[agreement]}`;
  const middle = median === undefined || agreement !== "apart" ? "" : ` The middle one is ${median}.`;
  return { told: told + middle, meaning: `${MEANING[agreement]} Your answer keeps its ${rating}.` };
}
