// Allowance: what is left of one thing that a plan counts, in words.

import { count } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

/** `over`: there is nothing left to use. */
export type Allowance = { said: string; over: boolean };

type Use = Schema["FeatureUse"];

export function allowance({ limit, used, remaining }: Use, noun: string, nouns = `${noun}s`): Allowance {
  if (limit === null) return { said: "No limit on your plan", over: false };
  if (limit === 0) return { said: `Your plan has no ${nouns}`, over: true };
  const left = remaining ?? Math.max(limit - used, 0);
  if (left > 0) return { said: `${left.toLocaleString()} of ${count(limit, noun, nouns)} left`, over: false };
  return { said: limit === 1 ? `Your one ${noun} is used` : `All ${count(limit, noun, nouns)} are used`, over: true };
}
