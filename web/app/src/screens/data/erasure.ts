// Erasure in words: what has to be typed, and the steps of a receipt.

import type { Schema } from "../../queries/api.ts";

/** What has to be typed. */
export const PHRASE = "delete my data";

export const isConfirmed = (typed: string): boolean => typed.trim().replaceAll(/\s+/g, " ").toLowerCase() === PHRASE;

/** The page of a receipt, of the address that the API gives. */
export function receiptPage(receiptUrl: string): string {
  return `/app/receipts/${receiptUrl.split("/").at(-1) ?? ""}`;
}

type Step = Schema["ErasureStep"];

const STEPS: Partial<Record<string, string>> = {
  database: "Your data in the database",
  cache: "Copies in the cache",
  hume: "Spoken interviews at Hume",
  clerk: "Your account at Clerk",
};

const STATES: Partial<Record<string, string>> = {
  waiting: "not yet",
  done: "deleted",
  gone: "nobody has anything any more",
};

/** What this page does not know yet is told as the API calls it. */
export function stepWords({ name, state }: Pick<Step, "name" | "state">): string {
  return `${STEPS[name] ?? name}: ${STATES[state] ?? state}.`;
}
