// Turns of a written interview, as the transcript has them: who spoke last, and what was not taken.

import type { Schema } from "../../queries/api.ts";

export type Turn = Schema["TranscriptTurn"];

/** What the candidate said last. */
export function lastSaid(turns: readonly Turn[]): string | null {
  return turns.findLast(({ speaker }) => speaker === "candidate")?.text ?? null;
}

/** Whether a draft has become a turn; the server keeps what was written as it was. */
export function isTaken(draft: string, turns: readonly Turn[]): boolean {
  return draft.trim() !== "" && lastSaid(turns)?.trim() === draft.trim();
}
