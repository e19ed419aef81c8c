// Development sign-in: under `cargo dev` a person and a plan are chosen, and the emulated Clerk signs their tokens.

import { SignInUnreachable, type DevSession, type Person, type Plan } from "./session.ts";
import { isAlive } from "./token-life.ts";

const ROUTE = "/dev/session";
const CHOSEN = "darasa.dev-session";

type Choice = { user: string; plan: string };

/** Null: this is no `cargo dev` with an emulated Clerk. */
export async function devSession(): Promise<DevSession | null> {
  if (!isLoopback(location.hostname)) return null;
  const reply = await fetch(ROUTE);
  if (reply.status === 404) return null;
  if (!reply.ok) throw new SignInUnreachable(`${ROUTE} answers ${reply.status}.`);
  const { people, plans } = (await reply.json()) as { people: Person[]; plans: OfferedPlan[] };
  return new ChosenPerson(
    people,
    plans.map(({ name, allows }) => ({ name, description: describe(allows) })),
  );
}

const NOUNS = { questions: "questions", interviews: "interviews", resumeAnalyses: "résumé checks" } as const;

/** Null: as often as one likes. */
type Allows = Record<keyof typeof NOUNS, number | null>;
type OfferedPlan = { name: string; allows: Allows };

/** "5 questions, 1 interview, no résumé checks" */
function describe(allows: Allows): string {
  const kinds = Object.keys(NOUNS) as (keyof typeof NOUNS)[];
  const limited = kinds.filter((kind) => allows[kind] !== null);
  if (limited.length === 0) return "Everything, as often as you like";
  const said = kinds.map((kind) => {
    const most = allows[kind];
    if (most === null) return `${NOUNS[kind]} without a limit`;
    const noun = most === 1 ? NOUNS[kind].replace(/s$/, "") : NOUNS[kind];
    return `${most === 0 ? "no" : most} ${noun}`;
  });
  return said.join(", ");
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

class ChosenPerson implements DevSession {
  readonly kind = "dev";
  #token = "";
  #asked: Promise<string> | null = null;
  #listeners = new Set<() => void>();

  constructor(
    readonly people: readonly Person[],
    readonly plans: readonly Plan[],
  ) {
    addEventListener("storage", ({ key }) => {
      if (key === CHOSEN || key === null) this.#changed();
    });
  }

  userId(): string | null {
    return chosen()?.user ?? null;
  }

  async token(renewed = false): Promise<string | null> {
    const choice = chosen();
    if (!choice) return null;
    return renewed || !isAlive(this.#token, Date.now()) ? this.#renew(choice) : this.#token;
  }

  /** Several requests begin at once; one token does for all of them, unless somebody else signed in meanwhile. */
  async #renew(choice: Choice): Promise<string> {
    const asked = (this.#asked ??= ask(choice));
    try {
      const token = await asked;
      if (this.#asked === asked) this.#token = token;
      return token;
    } finally {
      if (this.#asked === asked) this.#asked = null;
    }
  }

  async signIn(user: string, plan: string): Promise<void> {
    const choice = { user, plan };
    this.#token = await ask(choice);
    localStorage.setItem(CHOSEN, JSON.stringify(choice));
    this.#changed();
  }

  async signOut(): Promise<void> {
    localStorage.removeItem(CHOSEN);
    this.#changed();
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  #changed(): void {
    this.#token = "";
    this.#asked = null;
    for (const listener of this.#listeners) listener();
  }
}

function chosen(): Choice | null {
  const stored = localStorage.getItem(CHOSEN);
  return stored === null ? null : (JSON.parse(stored) as Choice);
}

async function ask(choice: Choice): Promise<string> {
  const reply = await fetch(ROUTE, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(choice),
  });
  if (!reply.ok) throw new SignInUnreachable(`${ROUTE} answers ${reply.status}: ${await reply.text()}`);
  const { token } = (await reply.json()) as { token: string };
  return token;
}
