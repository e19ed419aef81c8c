// Memory of a call: what a reload of the page would lose, kept in this tab until the interview is over.

import type { Item } from "./outbox.ts";
import type { Line } from "./transcript.ts";

export type Remembered = {
  manual: boolean;
  /** With it the next session goes on from here. */
  handle: string | undefined;
  /** What the server may not have yet, and all that was said, for the captions. */
  pending: readonly Item[];
  lines: readonly Line[];
};

const PREFIX = "darasa.call";

export class CallMemory {
  readonly #key: string;
  readonly #storage: Storage;

  constructor(userId: string, interview: string, storage: Storage) {
    this.#storage = storage;
    this.#key = `${PREFIX}.${userId}.${interview}`;
  }

  read(): Remembered | undefined {
    try {
      const stored = this.#storage.getItem(this.#key);
      return stored === null ? undefined : (JSON.parse(stored) as Remembered);
    } catch {
      return undefined;
    }
  }

  /** A browser that keeps nothing loses only what a reload in the very moment would lose. */
  write(remembered: Remembered): void {
    try {
      this.#storage.setItem(this.#key, JSON.stringify(remembered));
    } catch {
      // The words are on their way to the server as well.
    }
  }

  clear(): void {
    this.#storage.removeItem(this.#key);
  }
}
