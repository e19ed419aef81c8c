// State of a generation: what a page shows of a text that is asked for, and when a busy server is asked again.

import { ApiError } from "../../../src/client.ts";

export type GenerationState =
  | { phase: "idle" | "running" | "stopping" }
  /** `stopped`: what was written until then is kept. */
  | { phase: "done"; stopped: boolean }
  /** It was ended, and nothing of it is kept; or the server goes on, and only the reading has ended. */
  | { phase: "stopped"; reading: boolean }
  /** It is waited for: after a cut, or because it was found being made. */
  | { phase: "following"; cut: boolean }
  /** It did not come; whether its use was given back is known, or it is not. */
  | { phase: "lost"; givenBack: boolean }
  /** The server is busy; it is asked again at that time. */
  | { phase: "waiting"; error: Error; until: number }
  | { phase: "failed"; error: Error };

export type Phase = GenerationState["phase"];

/** How often a busy server is asked again by itself, and how long it may tell a page to wait for that. */
export const MOST_RETRIES = 4;
export const LONGEST_WAIT_S = 120;

const BUSY = [429, 503];

/** The seconds after which it is asked again by itself; null: the person decides. */
export function busyFor(error: Error, retries: number): number | null {
  if (!(error instanceof ApiError) || !BUSY.includes(error.problem.status)) return null;
  const seconds = error.retryAfter;
  return seconds === undefined || seconds > LONGEST_WAIT_S || retries >= MOST_RETRIES ? null : Math.max(1, seconds);
}

/** It is being made for another tab, or was asked for before. */
export function isElsewhere(error: Error | null): boolean {
  return error instanceof ApiError && error.is("in-progress");
}

/** More was used than this page knows. */
export function isUsedUp(error: Error): boolean {
  return error instanceof ApiError && error.is("PLAN_LIMIT");
}

/** Whether something is on its way, so that it must not be asked for once more. */
export function isUnderWay({ phase }: GenerationState): boolean {
  return phase === "running" || phase === "stopping" || phase === "waiting" || phase === "following";
}

/** For people who hear the page: said once at the beginning and at the end, as in "The question is being written." */
export function spoken({ phase }: GenerationState, what: string): string {
  switch (phase) {
    case "running":
    case "following":
      return `${what} is being written.`;
    case "done":
      return `${what} is complete.`;
    default:
      return "";
  }
}
