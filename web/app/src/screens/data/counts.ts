// Counts in words: "3 jobs, 24 questions, 30 answers".

import { count } from "../../parts/dates.ts";
import type { Counts } from "./gather.ts";

/** What there is none of is left out. */
export function countsSentence({ jobs, questions, answers, interviews, reports }: Counts): string {
  const all: [number, string][] = [
    [jobs, "job"],
    [questions, "question"],
    [answers, "answer"],
    [interviews, "interview"],
    [reports, "résumé report"],
  ];
  const some = all.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  return some.length === 0 ? "no job" : some.join(", ");
}
