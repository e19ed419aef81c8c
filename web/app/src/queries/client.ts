// Query client: what was read stays for a while, and what failed is asked again only where that can help.

import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../../../src/client.ts";

const RETRIES = 3;
const FRESH_MS = 10_000;
/** What was read stays readable that long, as when the connection is gone. */
const KEPT_MS = 24 * 3_600_000;
const LONGEST_DELAY_MS = 20_000;

/** A refusal stays one; what is away for a moment, or was never reached, is tried again. */
export function mayRetry(failures: number, error: Error): boolean {
  if (failures >= RETRIES) return false;
  return error instanceof ApiError ? error.retryAfter !== undefined && error.problem.status >= 500 : error instanceof TypeError;
}

export function retryDelay(failures: number, error: Error): number {
  const said = error instanceof ApiError ? error.retryAfter : undefined;
  return Math.min(said === undefined ? 500 * 2 ** failures : said * 1000, LONGEST_DELAY_MS);
}

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: mayRetry, retryDelay, staleTime: FRESH_MS, gcTime: KEPT_MS } },
});
