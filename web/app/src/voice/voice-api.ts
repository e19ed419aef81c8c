// Voice routes of the API, as a call needs them: a session, utterances, the end.

import { type Api, ApiError, unwrap } from "../../../src/client.ts";
import type { Schema } from "../queries/api.ts";
import type { Reason } from "./connection-state.ts";
import type { Post, Sent } from "./saver.ts";

export type Interview = Schema["Interview"];
export type Session = Schema["VoiceSession"];
export type SessionRequest = { resumeHandle?: string; manual: boolean };
export type End = { sessionId?: string; lastSeq?: number; reason: Reason };

export type VoiceApi = {
  /** A session, and the server's clock less ours. */
  open(request: SessionRequest): Promise<{ session: Session; skewMs: number }>;
  append: Post;
  finish(end: End): Promise<Interview>;
};

/** A refusal that lasts longer is none that an interview can wait for. */
const LONGEST_WAIT_S = 60;
/** `Date` has whole seconds; on the average half of one has passed. */
const HALF_A_SECOND = 500;

export function voiceApi(api: Api, id: string): VoiceApi {
  const params = { path: { id } };
  return {
    async open({ resumeHandle, manual }) {
      const body = { ...(resumeHandle !== undefined && { resumeHandle }), ...(manual && { turns: "manual" as const }) };
      const reply = await api.POST("/api/interviews/{id}/voice", { params, body });
      return { session: unwrap(reply), skewMs: skew(reply.response.headers.get("Date"), Date.now()) };
    },
    async append(sessionId, items, { keepalive }) {
      const body = { ...(sessionId !== undefined && { sessionId }), items };
      try {
        const reply = await api.POST("/api/interviews/{id}/utterances", { params, body, keepalive });
        return { kind: "stored", nextSeq: unwrap(reply).nextSeq };
      } catch (error) {
        return unsent(error);
      }
    },
    async finish(body) {
      return unwrap(await api.POST("/api/interviews/{id}/finish", { params, body }));
    },
  };
}

export function skew(date: string | null, now: number): number {
  const server = Date.parse(date ?? "");
  return Number.isNaN(server) ? 0 : server + HALF_A_SECOND - now;
}

/** What becomes of a batch that was not stored. */
export function unsent(error: unknown): Sent {
  if (!(error instanceof ApiError)) return { kind: "later" };
  const { code, status, conflicts } = error.problem;
  if (code === "conflicts" && conflicts && conflicts.length > 0) return { kind: "conflicts", conflicts };
  if (code === "superseded") return { kind: "superseded" };
  if (status >= 500 || status === 429 || status === 408 || status === 401) {
    return { kind: "later", afterMs: error.retryAfter === undefined ? undefined : error.retryAfter * 1000 };
  }
  return { kind: "refused" };
}

/** Why there will be no session; undefined: another attempt may succeed. */
export function refusal(error: unknown): Reason | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const { code, status } = error.problem;
  if (code === "voice-spent") return "spent";
  if (status === 429) return (error.retryAfter ?? 0) > LONGEST_WAIT_S ? "spent" : undefined;
  return status >= 500 || status === 408 ? undefined : "refused";
}
