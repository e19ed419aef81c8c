// Outbox of utterances: what was said waits here, numbered, until the server has said that it is stored.

import type { Line } from "./transcript.ts";

/** Bounds of POST /utterances. A body that is sent while the page closes has the same bound in every browser. */
const MOST_ITEMS = 50;
const MOST_BYTES = 64 * 1024;
/** For what stands around the items in a body. */
const AROUND = 512;
const LAST_SEQ = 9_999;

export type Item = Line & { seq: number };

/** An item never changes once it was given out, so that sending it again is the same request. */
export class Outbox {
  #next: number;
  #pending: Item[];

  constructor(nextSeq = 0, pending: Item[] = []) {
    this.#pending = [...pending];
    this.#next = Math.max(nextSeq, ...pending.map(({ seq }) => seq + 1));
  }

  get pending(): readonly Item[] {
    return this.#pending;
  }

  /** The number of the last utterance, stored or not. */
  get lastSeq(): number | undefined {
    return this.#next > 0 ? this.#next - 1 : undefined;
  }

  /** A session says which number is the next; numbers that wait here are taken already. */
  continueAt(nextSeq: number): void {
    this.#next = Math.max(this.#next, nextSeq);
  }

  add(lines: readonly Line[]): void {
    for (const line of lines) {
      if (this.#next > LAST_SEQ) return;
      this.#pending.push({ seq: this.#next, ...line });
      this.#next += 1;
    }
  }

  /** The next items that fit into one request, oldest first; none: all is stored. */
  batch(): Item[] {
    const items: Item[] = [];
    let bytes = AROUND;
    for (const item of this.#pending.slice(0, MOST_ITEMS)) {
      bytes += new TextEncoder().encode(JSON.stringify(item)).length + 1;
      if (bytes > MOST_BYTES) break;
      items.push(item);
    }
    return items;
  }

  acknowledge(items: readonly Item[]): void {
    const stored = new Set(items.map(({ seq }) => seq));
    this.#pending = this.#pending.filter(({ seq }) => !stored.has(seq));
  }

  /** Somebody else has used these numbers for other words: ours get new ones, and all that follows keeps its order. */
  renumber(conflicts: readonly number[]): void {
    const first = Math.min(...conflicts);
    for (const item of this.#pending.filter(({ seq }) => seq >= first)) {
      this.#pending = [...this.#pending.filter((other) => other !== item), { ...item, seq: this.#next }];
      this.#next += 1;
    }
  }
}
