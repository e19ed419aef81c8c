// Making: what the server is writing for this tab, so that a cut or a reload finds it again and asks for nothing twice.

import { unwrap, type Api } from "../../../src/client.ts";
import { NEW, paths } from "../paths.ts";
import type { Schema } from "../queries/api.ts";

export type MakingKind = "question" | "answer" | "turn" | "interview" | "analysis";

/** Something that is being made, from the moment that it was asked for until it is stored. */
export type Making = {
  kind: MakingKind;
  /** The id of the question (`new` until the head brings it), the interview, or for an analysis the job. */
  of: string;
  job: string;
  /** What was the newest before: whatever else is found is the new one. */
  before: string | null;
  /** When that one was created, of what can be deleted: what is the newest then is older. */
  beforeCreatedAt?: string;
  startedAt: number;
  /** How often its feature was used with the use that is held for it, as far as that is known. */
  held?: number;
  /** The level of a question, and why it has that. */
  level?: string;
  reason?: string;
  /** Under which its stream is read again. */
  stream?: string;
};

/** The server gives up earlier. */
export const LONGEST_MS = 5 * 60_000;
const PAUSE_MS = 1_500;
/** One look at the plan for so many looks for the thing itself. */
const LOOKS_A_HOLD = 4;
const PREFIX = "darasa.making";

const listeners = new Set<() => void>();

/** What is being made for one person in this tab; `storage` is the browser's for a session, or a test's. */
export class MakingRecords {
  readonly #key: string;

  constructor(
    userId: string,
    private readonly storage: Storage,
  ) {
    this.#key = `${PREFIX}.${userId}`;
  }

  /** As it is stored, which changes only with what it says. */
  snapshot(): string {
    return this.storage.getItem(this.#key) ?? "[]";
  }

  all(): Making[] {
    return JSON.parse(this.snapshot()) as Making[];
  }

  find(kind: MakingKind, of: string, job?: string): Making | null {
    const fits = (making: Making) => making.kind === kind && making.of === of && making.job === (job ?? making.job);
    return this.all().find(fits) ?? null;
  }

  put(making: Making): void {
    this.#write([making, ...this.all().filter((other) => !isSame(making, other))]);
  }

  remove(making: Making): void {
    this.#write(this.all().filter((other) => !isSame(making, other)));
  }

  #write(all: Making[]): void {
    try {
      if (all.length === 0) this.storage.removeItem(this.#key);
      else this.storage.setItem(this.#key, JSON.stringify(all));
    } catch {
      // Without storage a reload finds nothing; what was made stands in the lists all the same.
    }
    for (const listener of listeners) listener();
  }
}

function isSame(one: Making, other: Making): boolean {
  return one.kind === other.kind && one.of === other.of && one.job === other.job;
}

export function onMakingChange(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** What is stored by now in its place: an id, or something that changes with it. Null: nothing new. */
export async function findStored(api: Api, making: Making): Promise<string | null> {
  const newest = await readNewest(api, making);
  return newest === making.before ? null : newest;
}

async function readNewest(api: Api, { kind, of, job, beforeCreatedAt }: Making): Promise<string | null> {
  const path = { id: of };
  switch (kind) {
    case "question": {
      if (of === NEW) {
        const query = { jobInfoId: job, limit: 1 };
        return unwrap(await api.GET("/api/questions", { params: { query } })).items[0]?.id ?? null;
      }
      const reply = await api.GET("/api/questions/{id}", { params: { path } });
      return reply.response.status === 404 ? null : unwrap(reply).id;
    }
    case "answer":
      return unwrap(await api.GET("/api/questions/{id}", { params: { path } })).latestAnswer?.id ?? null;
    case "turn":
      return String(unwrap(await api.GET("/api/interviews/{id}/transcript", { params: { path } })).items.length);
    case "interview": {
      const { feedback, updatedAt } = unwrap(await api.GET("/api/interviews/{id}", { params: { path } }));
      return feedback === null ? null : updatedAt;
    }
    case "analysis": {
      const params = { path, query: { limit: 1 } };
      const [newest] = unwrap(await api.GET("/api/job-infos/{id}/analyses", { params })).items;
      return newest && isYounger(newest.createdAt, beforeCreatedAt) ? newest.id : null;
    }
  }
}

function isYounger(createdAt: string, before: string | undefined): boolean {
  return before === undefined || Date.parse(createdAt) > Date.parse(before);
}

/** What counts as a use is held while it is made; a hold of the others is not to be seen. */
export const HOLDS: Partial<Record<MakingKind, keyof Schema["Features"]>> = {
  question: "questions",
  analysis: "resumeAnalyses",
};

/** Says whether the use that was held for it is given back: then the model has given up, and it never comes. */
export function watchHold(api: Api, { kind, held = 0 }: Making): () => Promise<boolean> {
  const feature = HOLDS[kind];
  let most = held;
  return async () => {
    if (!feature) return false;
    const { used } = unwrap(await api.GET("/api/users/me")).features[feature];
    most = Math.max(most, used);
    return used < most;
  };
}

type Wait = {
  find: () => Promise<string | null>;
  isGivenBack: () => Promise<boolean>;
  startedAt: number;
  signal: AbortSignal;
  now?: () => number;
  sleep?: (ms: number) => Promise<void>;
};

/** What a wait came to. Nothing found: its use was given back, the longest time is over, or nobody waits any more. */
export type Waited = { found: string | null; givenBack: boolean };

/** Asks until it is stored, at least once. */
export async function waitUntilStored(wait: Wait): Promise<Waited> {
  const { find, isGivenBack, startedAt, signal, now = Date.now, sleep = pause } = wait;
  for (let looks = 0; looks === 0 || now() < startedAt + LONGEST_MS; looks += 1) {
    // What is away for a moment is asked again; whoever has to sign in again comes back here.
    const found = await find().catch(() => null);
    if (signal.aborted) break;
    if (found !== null) return { found, givenBack: false };
    const givenBack = looks % LOOKS_A_HOLD === 0 && (await isGivenBack().catch(() => false));
    if (givenBack) return { found, givenBack };
    await sleep(PAUSE_MS);
    if (signal.aborted) break;
  }
  return { found: null, givenBack: false };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Where it will be seen. */
export function makingPath({ kind, of, job }: Making): string {
  switch (kind) {
    case "question":
    case "answer":
      return paths.question(job, of);
    case "turn":
      return paths.written(job, of);
    case "interview":
      return paths.review(job, of);
    case "analysis":
      return paths.resume(job);
  }
}

export const MAKING_TITLES: Record<MakingKind, string> = {
  question: "Your question is being written.",
  answer: "Your answer is being marked.",
  turn: "The interviewer is answering.",
  interview: "Your review is being written.",
  analysis: "Your résumé is being checked.",
};
