// Settings as text: what can be chosen, and what of it was changed.

import type { Schema } from "../../queries/api.ts";

type Settings = Pick<Schema["Me"], "timeZone" | "dayStartsAt" | "retention" | "dailyMinutes">;
export type SettingsText = Record<keyof Settings, string>;

export const MINUTES = { least: 10, most: 240 };
export const HOURS = [0, 1, 2, 3, 4, 5, 6] as const;

/** What retention means, in plain words. */
export const RETENTIONS = [
  {
    value: "0.8",
    label: "Fewer reviews",
    said: "A question comes back when you would still know it four times of five.",
  },
  { value: "0.9", label: "Balanced", said: "A question comes back when you would still know it nine times of ten." },
  {
    value: "0.95",
    label: "Surer",
    said: "A question comes back when you would still know it nineteen times of twenty: about twice as many reviews.",
  },
] as const;

export function retentionOf(value: string): string {
  const known = RETENTIONS.find((one) => one.value === value);
  return (
    known?.said ??
    `A question comes back when you would still know it ${Math.round(Number(value) * 100)} times of a hundred.`
  );
}

export function hourWords(hour: number): string {
  return hour === 0 ? "midnight" : `${hour} in the morning`;
}

/** What the server is told: what is another value now. */
export function changed(before: Settings, text: SettingsText): Schema["SettingsChanges"] {
  const now: Settings = {
    timeZone: text.timeZone,
    dayStartsAt: Number(text.dayStartsAt),
    retention: Number(text.retention),
    dailyMinutes: Number(text.dailyMinutes),
  };
  const names = Object.keys(now) as (keyof Settings)[];
  return Object.fromEntries(names.filter((name) => now[name] !== before[name]).map((name) => [name, now[name]]));
}

export const zones = {
  here: (): string => Intl.DateTimeFormat().resolvedOptions().timeZone,
  /** Those that this browser knows, and the one that is chosen. */
  all: (chosen: string): string[] => {
    const known = Intl.supportedValuesOf("timeZone");
    return [...new Set(["UTC", chosen, zones.here(), ...known])].sort((one, other) => one.localeCompare(other));
  },
};
