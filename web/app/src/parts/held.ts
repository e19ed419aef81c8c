// Interviews in words: when one was held, how, and how long, so that two of one day are told apart.

import type { Schema } from "../queries/api.ts";
import { count, date, timeOfDay } from "./dates.ts";

type Interview = Schema["Interview"];

/** "November 28, 2:05 PM". */
export function heldAt({ startedAt, createdAt }: Interview): string {
  const at = startedAt ?? createdAt;
  return `${date(at)}, ${timeOfDay(at)}`;
}

/** "Spoken, 12 minutes"; nothing of one that has not begun. */
export function heldHow({ kind, startedAt, finishedAt, duration }: Interview): string {
  if (kind === null) return "";
  const how = kind === "voice" ? "Spoken" : "Written";
  const between = startedAt && finishedAt ? new Date(finishedAt).getTime() - new Date(startedAt).getTime() : null;
  const ms = parseDuration(duration) ?? between;
  if (ms === null) return how;
  const minutes = Math.round(ms / 60_000);
  return `${how}, ${minutes < 1 ? "under a minute" : count(minutes, "minute")}`;
}

/** `HH:MM:SS` in milliseconds; null where it is none. */
export function parseDuration(duration: string | null): number | null {
  const parts = /^(\d+):(\d\d):(\d\d)$/.exec(duration ?? "");
  if (!parts) return null;
  const [hours, minutes, seconds] = parts.slice(1).map(Number);
  return ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}
