// Many requests in a row: a few at a time, and what came too fast is asked again after as long as the reply says.

import { ApiError } from "../../../src/client.ts";
import { mayRetry, retryDelay } from "./client.ts";

export const AT_ONCE = 4;
/** As often as a request is sent again that came too fast. The limit is one of a minute. */
const BUSY_RETRIES = 4;

export function mayRead(failures: number, error: Error): boolean {
  const busy = error instanceof ApiError && error.is("RATE_LIMIT") && error.retryAfter !== undefined;
  return busy ? failures < BUSY_RETRIES : mayRetry(failures, error);
}

type Sleep = (milliseconds: number) => Promise<unknown>;
const sleep: Sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Line {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(
    private readonly signal: AbortSignal,
    atOnce = AT_ONCE,
    private readonly pause: Sleep = sleep,
  ) {
    this.#free = atOnce;
  }

  /** Runs it when it is its turn; after an end by `signal` no longer. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await this.#patiently(call);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let failures = 0; ; failures += 1) {
      this.signal.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof Error) || !mayRead(failures, error)) throw error;
        await this.pause(retryDelay(failures, error));
      }
    }
  }
}
