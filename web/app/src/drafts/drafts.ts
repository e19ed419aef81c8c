// Drafts: what somebody is writing, kept in this browser at each keystroke until the server has it.

/** What a draft is of: the answer to a question, to be marked or for oneself, an interview's next turn, a job's ad. */
export type DraftKind = "answer" | "review" | "turn" | "job";
export type Draft = { kind: DraftKind; of: string; text: string; savedAt: number };

const PREFIX = "darasa.draft";

/** The drafts of one person; `storage` is the browser's, or a test's. */
export class Drafts {
  constructor(
    private readonly userId: string,
    private readonly storage: Storage,
  ) {}

  read(kind: DraftKind, of: string): Draft | null {
    const stored = this.storage.getItem(this.#key(kind, of));
    if (stored === null) return null;
    const { text, savedAt } = JSON.parse(stored) as Pick<Draft, "text" | "savedAt">;
    return { kind, of, text, savedAt };
  }

  /** False: the browser keeps nothing, as when its storage is full or switched off; the page says so. */
  write(kind: DraftKind, of: string, text: string, now: number): boolean {
    const key = this.#key(kind, of);
    try {
      if (text === "") this.storage.removeItem(key);
      else this.storage.setItem(key, JSON.stringify({ text, savedAt: now }));
      return true;
    } catch {
      return false;
    }
  }

  clear(kind: DraftKind, of: string): void {
    this.storage.removeItem(this.#key(kind, of));
  }

  /** All of this person, the newest first. */
  all(): Draft[] {
    const start = `${PREFIX}.${this.userId}.`;
    const keys = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? "");
    const found = keys.filter((key) => key.startsWith(start)).map((key) => key.slice(start.length).split("."));
    const drafts = found.map(([kind, of]) => this.read(kind as DraftKind, of ?? ""));
    return drafts.filter((draft) => draft !== null).sort((one, other) => other.savedAt - one.savedAt);
  }

  clearAll(): void {
    for (const { kind, of } of this.all()) this.clear(kind, of);
  }

  /** Tells what another tab makes of a draft; the empty text: it is done with. Returns what ends it. */
  onChangeElsewhere(kind: DraftKind, of: string, changed: (text: string) => void): () => void {
    const listen = ({ key, storageArea }: StorageEvent) => {
      const isThis = storageArea === this.storage && (key === null || key === this.#key(kind, of));
      if (isThis) changed(this.read(kind, of)?.text ?? "");
    };
    addEventListener("storage", listen);
    return () => removeEventListener("storage", listen);
  }

  #key(kind: DraftKind, of: string): string {
    return `${PREFIX}.${this.userId}.${kind}.${of}`;
  }
}
