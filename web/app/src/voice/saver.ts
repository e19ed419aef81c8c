// Saving of utterances: one request at a time, again after what passes, and never again after what does not.

import { Outbox, type Item } from "./outbox.ts";

export type Sent =
  | { kind: "stored"; nextSeq: number }
  | { kind: "conflicts"; conflicts: number[] }
  /** It may be sent again after so many milliseconds, where the server named a time. */
  | { kind: "later"; afterMs?: number | undefined }
  /** Another tab holds the interview now. */
  | { kind: "superseded" }
  /** It is not taken any more, and never will be. */
  | { kind: "refused" };

export type Post = (sessionId: string | undefined, items: Item[], options: { keepalive: boolean }) => Promise<Sent>;

export type SaverEvents = { superseded(): void; changed(): void };

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** Numbers that were used by somebody else, again and again: something else is wrong. */
const MOST_RENUMBERINGS = 5;

export class Saver {
  sessionId: string | undefined;
  /** The server takes no more words of this interview. */
  refused = false;
  readonly #post: Post;
  readonly #events: SaverEvents;
  #sending: Promise<void> | undefined;
  #delay = FIRST_DELAY_MS;
  #renumberings = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(
    readonly outbox: Outbox,
    post: Post,
    events: SaverEvents,
  ) {
    this.#post = post;
    this.#events = events;
  }

  get saved(): boolean {
    return this.outbox.pending.length === 0;
  }

  /** Sends what waits; resolves when all is stored or nothing more can be done now. */
  flush({ keepalive = false } = {}): Promise<void> {
    if (keepalive) return this.#once(true).then(() => undefined);
    clearTimeout(this.#timer);
    this.#sending ??= this.#all().finally(() => {
      this.#sending = undefined;
      this.#events.changed();
    });
    return this.#sending;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #all(): Promise<void> {
    while (await this.#once(false)) {
      // The next batch.
    }
  }

  /** Whether another batch may be sent at once. */
  async #once(keepalive: boolean): Promise<boolean> {
    const items = this.outbox.batch();
    if (items.length === 0 || this.refused) return false;
    const sent = await this.#post(this.sessionId, items, { keepalive });
    return this.#settle(sent, items);
  }

  #settle(sent: Sent, items: Item[]): boolean {
    switch (sent.kind) {
      case "stored":
        this.outbox.acknowledge(items);
        this.outbox.continueAt(sent.nextSeq);
        this.#delay = FIRST_DELAY_MS;
        return true;
      case "conflicts":
        this.#renumberings += 1;
        this.refused = this.#renumberings > MOST_RENUMBERINGS;
        if (!this.refused) this.outbox.renumber(sent.conflicts);
        return !this.refused;
      case "superseded":
        this.stop();
        this.#events.superseded();
        return false;
      case "refused":
        this.refused = true;
        return false;
      case "later":
        this.#again(sent.afterMs);
        return false;
    }
  }

  #again(afterMs: number | undefined): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), afterMs ?? this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
  }
}
