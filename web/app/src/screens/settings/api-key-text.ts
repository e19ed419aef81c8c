// API keys in words: what one may do, and how long it is good for.

import { date } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

type Key = Schema["ApiKey"];
type Scopes = Key["scopes"];

export const MOST_KEYS = 10;

export const PURPOSES = [
  {
    value: "read",
    label: "Look",
    scopes: ["read"],
    said: "It reads your jobs, questions, answers, interviews and how you do. It changes nothing.",
  },
  {
    value: "practice",
    label: "Practise",
    scopes: ["practice"],
    said:
      "It asks for questions, answers them, holds interviews in writing and saves jobs. It lists nothing; it sees what it changes.",
  },
  { value: "both", label: "Both", scopes: ["read", "practice"], said: "It reads all of that, and practises with it." },
] as const satisfies readonly { value: string; label: string; scopes: Scopes; said: string }[];

export const ENDS = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "until I delete it" },
] as const;

export function scopesOf(purpose: string): Scopes {
  return [...(PURPOSES.find(({ value }) => value === purpose) ?? PURPOSES[0]).scopes];
}

export function purposeOf(scopes: Scopes): string {
  const both = scopes.includes("read") && scopes.includes("practice");
  if (both) return "looks and practises";
  return scopes.includes("read") ? "looks" : "practises";
}

export function isExpired(key: Key, now = Date.now()): boolean {
  return key.expiresAt !== null && new Date(key.expiresAt).getTime() <= now;
}

export function endOf(key: Key, now = Date.now()): string {
  if (key.expiresAt === null) return "no end";
  return `${isExpired(key, now) ? "ended on" : "until"} ${date(key.expiresAt, now)}`;
}
