// Session of the page: finds the way to sign in, knows who is signed in, and says so to everything below.

import { useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { unwrap } from "../../../src/client.ts";
import { openApi } from "../queries/open-api.ts";
import { createAuthorizedFetch, type Fetch } from "./authorized-fetch.ts";
import { clerkSession } from "./clerk.ts";
import { devSession } from "./dev.ts";
import { SignInUnreachable, type AnySession } from "./session.ts";

export type SessionState =
  | { status: "loading" }
  | { status: "unreachable"; error: Error; retry: () => void }
  | { status: "signed-out"; session: AnySession; expired: boolean }
  | { status: "signed-in"; session: AnySession; userId: string };

type Known = { session: AnySession; userId: string | null; expired: boolean };
type Shared = { state: SessionState; fetch: Fetch };

const SessionContext = createContext<Shared | null>(null);

export function useSession(): SessionState {
  return shared().state;
}

/** `fetch` with a fresh token; a session that is over shows the sign-in, and comes back to the same page. */
export function useAuthorizedFetch(): Fetch {
  return shared().fetch;
}

/** The one who is signed in; only below a page that asks for it. */
export function useUserId(): string {
  const { state } = shared();
  if (state.status !== "signed-in") throw new Error("nobody is signed in");
  return state.userId;
}

function shared(): Shared {
  const value = use(SessionContext);
  if (!value) throw new Error("a part of the app stands outside of SessionProvider");
  return value;
}

async function find(): Promise<AnySession> {
  const dev = await devSession();
  if (dev) return dev;
  const { clerk } = unwrap(await openApi.GET("/api/config"));
  return clerkSession(clerk.publishableKey);
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [known, setKnown] = useState<Known | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let over = false;
    let end = () => {};
    setError(null);
    find().then(
      (session) => {
        if (over) return;
        const look = () => {
          setKnown((before) => {
            const userId = session.userId();
            // Nothing of one person is shown to the next.
            if (before?.userId !== userId) queries.clear();
            return { session, userId, expired: false };
          });
        };
        end = session.onChange(look);
        look();
      },
      (reason: unknown) => {
        if (!over) setError(reason instanceof Error ? reason : new SignInUnreachable(String(reason)));
      },
    );
    return () => {
      over = true;
      end();
    };
  }, [attempt, queries]);

  const session = known?.session;
  const expired = useCallback(() => setKnown((before) => before && { ...before, expired: true }), []);
  const fetch = useMemo(() => createAuthorizedFetch(session ?? null, expired), [session, expired]);
  const state = useMemo((): SessionState => {
    if (error) return { status: "unreachable", error, retry: () => setAttempt((count) => count + 1) };
    if (!known) return { status: "loading" };
    const { session, userId, expired } = known;
    return userId === null || expired
      ? { status: "signed-out", session, expired: userId !== null }
      : { status: "signed-in", session, userId };
  }, [known, error]);
  const value = useMemo(() => ({ state, fetch }), [state, fetch]);
  return <SessionContext value={value}>{children}</SessionContext>;
}
