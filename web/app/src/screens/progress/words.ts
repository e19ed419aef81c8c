// Progress in words: ranges instead of single numbers, and a status that shames nobody.

import type { Schema } from "../../queries/api.ts";

export const tenths = (number: number): string =>
  number.toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

type Range = { low: number | null; high: number | null };

/** ", likely 6.0 to 6.8": nine times of ten the true mean lies there. */
export function likely({ low, high }: Range): string {
  return low === null || high === null ? "" : `, likely ${tenths(low)} to ${tenths(high)}`;
}

export const STATUS: Record<Schema["Status"], string> = {
  unknown: "too few answers to tell",
  weak: "worth practising",
  fair: "on the way",
  strong: "strong",
};

/** The difference between the newest five and the five before; a tenth or two is noise. */
const NOTABLE = 0.3;

export function trendWords(trend: number | null): string | null {
  if (trend === null || Math.abs(trend) < NOTABLE) return null;
  return trend > 0 ? `up ${tenths(trend)} lately` : `down ${tenths(-trend)} lately`;
}

export const DAYS = 28;
const DAY_MS = 24 * 3_600_000;

/** Whether each of the last days was one of practice, today last; days are those of the person's time zone. */
export function practised(days: readonly { day: string; count: number }[], today: string): boolean[] {
  const on = new Set(days.filter(({ count }) => count > 0).map(({ day }) => Date.parse(day)));
  const last = Date.parse(today);
  return Array.from({ length: DAYS }, (_, index) => on.has(last - (DAYS - 1 - index) * DAY_MS));
}

/** Days in a row are told while they last, and never missed. */
export function streakWords({ current, longest }: Schema["Streak"]): string | null {
  if (current < 2) return null;
  const now = `${current} days in a row now`;
  return longest > current ? `${now}; the longest were ${longest}.` : `${now}.`;
}
