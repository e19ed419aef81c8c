// Authorised fetch: a fresh token for each request; a 401 is tried once with another token, then the session is over.

import type { Session } from "./session.ts";

export type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

const NOT_LOGGED_IN = 401;

export function createAuthorizedFetch(session: Session | null, expired: () => void): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    // A body can be read once, and the second attempt needs it too.
    const again = request.clone();
    const reply = await fetch(await withToken(request, session, false));
    if (reply.status !== NOT_LOGGED_IN) return reply;
    const second = await fetch(await withToken(again, session, true));
    if (second.status === NOT_LOGGED_IN) expired();
    return second;
  };
}

async function withToken(request: Request, session: Session | null, renewed: boolean): Promise<Request> {
  const token = await session?.token(renewed);
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}
