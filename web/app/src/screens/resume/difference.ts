// Difference between two reports for a job: score changes, keywords won and lost.

import type { Schema } from "../../queries/api.ts";
import { CATEGORIES } from "./categories.ts";

type Report = Schema["StoredAnalysis"];
export type ScoreChange = { title: string; from: number; to: number };
export type Difference = { overall: ScoreChange; categories: ScoreChange[]; won: string[]; lost: string[] };

/** Keywords that only one of the reports knows came or went with the job's ad: neither won nor lost. */
export function difference(report: Report, before: Report): Difference {
  const had = terms(before.keywords.found);
  const lacked = terms(before.keywords.missing);
  const changed = ({ from, to }: ScoreChange) => from !== to;
  const categories = CATEGORIES.map(({ key, title }) => ({ title, from: before[key].score, to: report[key].score }));
  return {
    overall: { title: "Overall", from: before.overallScore, to: report.overallScore },
    categories: categories.filter(changed),
    won: report.keywords.found.map(({ term }) => term).filter((term) => lacked.has(term.toLowerCase())),
    lost: report.keywords.missing.map(({ term }) => term).filter((term) => had.has(term.toLowerCase())),
  };
}

function terms(all: readonly { term: string }[]): Set<string> {
  return new Set(all.map(({ term }) => term.toLowerCase()));
}

/** "1 point up", "half a point down", "as before". */
export function changeInWords({ from, to }: Pick<ScoreChange, "from" | "to">): string {
  const points = Math.abs(to - from);
  if (points === 0) return "as before";
  const number = points === 0.5 ? "half a point" : `${points} ${points === 1 ? "point" : "points"}`;
  return `${number} ${to > from ? "up" : "down"}`;
}

/** Which stored report a replayed object is: its words are the same. */
export function reportOf(analysis: Schema["ResumeAnalysis"], reports: readonly Report[]): Report | undefined {
  const words = (of: Schema["ResumeAnalysis"]) => JSON.stringify(CATEGORIES.map(({ key }) => of[key].summary));
  return reports.find((report) => report.overallScore === analysis.overallScore && words(report) === words(analysis));
}
