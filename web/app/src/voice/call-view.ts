// View of a call: what its screen shows. Another object whenever something of it has changed.

import type { Connection } from "./connection-state.ts";
import type { Line, Speaker } from "./transcript.ts";
import type { Interview } from "./voice-api.ts";

export type CallView = {
  connection: Connection;
  lines: readonly Line[];
  growing: { speaker: Speaker; text: string } | undefined;
  /** The server takes no more words. */
  full: boolean;
  microphone: "on" | "lost" | "suspended";
  /** Why no session was given, or the end was not taken. */
  problem: Error | undefined;
  /** The interview as it is since its end was told. */
  finished: Interview | undefined;
};

/** One value that is looked at, and whoever wants to know of its changes. */
export class Observed<T extends object> {
  readonly #listeners = new Set<() => void>();

  constructor(public value: T) {}

  change(changes: Partial<T>): void {
    this.value = { ...this.value, ...changes };
    for (const listener of this.#listeners) listener();
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };
}
