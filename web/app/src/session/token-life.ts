// Life of a session token: until when it can be sent, read from its `exp` (RFC 7519); who is right about it is the server.

/** A token is not sent in its last seconds: it would be over when it arrives. */
const MARGIN_MS = 5_000;

/** Whether the token can still be sent at that time; what is no token cannot. */
export function isAlive(token: string, now: number): boolean {
  const payload = token.split(".")[1];
  if (payload === undefined) return false;
  try {
    const { exp } = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))) as { exp?: unknown };
    return typeof exp === "number" && exp * 1000 - MARGIN_MS > now;
  } catch {
    return false;
  }
}
