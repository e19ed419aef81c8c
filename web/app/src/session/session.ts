// Session: who is signed in, and a fresh token for each request; Clerk's, or under `cargo dev` one of a person that was chosen.

/** One way to sign in. Both keep themselves who is signed in over a reload. */
export type Session = {
  readonly kind: "clerk" | "dev";
  /** The id of the one who is signed in. */
  userId(): string | null;
  /** A token that is valid now; with `renewed` one that was not given before. Null: nobody is signed in. */
  token(renewed?: boolean): Promise<string | null>;
  signOut(): Promise<void>;
  /** Calls back when somebody signs in or out, here or in another tab; returns what ends it. */
  onChange(changed: () => void): () => void;
};

/** Clerk's session, which has pages of its own. */
export type ClerkSession = Session & {
  readonly kind: "clerk";
  signIn(): void;
  /** Where the plan is changed, and the account deleted. */
  openProfile(): void;
};

export type Plan = { name: string; description: string };
export type Person = { user: string; name: string };

/** `cargo dev`'s, whose people and plans are there to be chosen. */
export type DevSession = Session & {
  readonly kind: "dev";
  readonly people: readonly Person[];
  readonly plans: readonly Plan[];
  signIn(user: string, plan: string): Promise<void>;
};

export type AnySession = ClerkSession | DevSession;

/** What could not be reached, so that nobody can sign in. */
export class SignInUnreachable extends Error {
  override name = "SignInUnreachable";
}
