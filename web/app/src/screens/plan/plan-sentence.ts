// Sentence of a plan: what it holds, in the order in which people ask.

import { count } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

const UNLIMITED = "Questions, interviews and résumé checks without a limit.";

/** "Questions without a limit, 5 interviews, no résumé checks." */
export function planSentence({ questions, interviews, resumeAnalyses }: Schema["Features"]): string {
  if ([questions, interviews, resumeAnalyses].every(({ limit }) => limit === null)) return UNLIMITED;
  const parts = [part(questions, "question"), part(interviews, "interview"), part(resumeAnalyses, "résumé check")];
  const sentence = parts.join(", ");
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
}

function part({ limit }: Schema["FeatureUse"], noun: string): string {
  if (limit === null) return `${noun}s without a limit`;
  return limit === 0 ? `no ${noun}s` : count(limit, noun);
}
