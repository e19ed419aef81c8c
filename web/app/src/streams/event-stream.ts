// Stream's fetch: what the AI SDK's hooks are given, so that a refusal is a problem and a cut goes on by itself.

import { unwrap } from "../../../src/client.ts";
import { StreamCut } from "../../../src/stream.ts";
import type { Fetch } from "../session/authorized-fetch.ts";
import { resumedBody, type StreamData } from "./resumed-body.ts";

export type { StreamData } from "./resumed-body.ts";

/** What the head says; it comes with the model's first words. */
export type StreamHead = {
  /** Under which it can be read again. */
  streamId: string | null;
  /** Under which a new question will be stored. */
  questionId: string | null;
  /** How difficult that will be, and why, where that was left to the server. */
  difficulty: string | null;
  reason: string | null;
  /** It was made before, and counts nothing. */
  replayed: boolean;
};

export type StreamFetchOptions = {
  onHead?: (head: StreamHead) => void;
  onData?: (data: StreamData) => void;
  /** It was cut and has not come again at once; false: it goes on. */
  onCut?: (isCut: boolean) => void;
  /** Sent in the place of the hook's JSON, as a file is. */
  form?: () => FormData | null;
  /** With the same key it is asked for once, however often it is sent. */
  key?: () => string | undefined;
  /** A stream that is read again from its beginning; then nothing is asked for. */
  again?: () => string | null;
};

const EVENT_STREAM = "text/event-stream";
/** JSON too, for without it a refusal is one bare sentence. */
const ACCEPT = `${EVENT_STREAM}, application/json`;
const NOTHING_LEFT = 204;
/** A request that got no reply is sent again under its key, after so long. */
const RETRY_MS = [500, 2_000];

/** `fetch` is the session's, which sets the token. */
export function createStreamFetch(fetch: Fetch, options: StreamFetchOptions = {}): Fetch {
  return async (input, init) => {
    const again = options.again?.() ?? null;
    const signal = init?.signal ?? new AbortController().signal;
    const reply = again === null ? await send(fetch, input, init, options) : await readAgain(fetch, again, 0, signal);
    // Nothing is left of it; what was stored is found otherwise.
    if (!reply) throw new StreamCut();
    if (!reply.ok) return refuse(reply);
    const head = headOf(reply);
    options.onHead?.(head);
    const isEvents = reply.headers.get("Content-Type")?.startsWith(EVENT_STREAM) ?? false;
    const { streamId } = head;
    const body = resumedBody(reply, isEvents, {
      again: async (from) => (streamId === null ? null : readAgain(fetch, streamId, from, signal, isEvents)),
      onData: (data) => options.onData?.(data),
      onCut: (isCut) => options.onCut?.(isCut),
      signal,
    });
    return new Response(body, reply);
  };
}

function headOf({ headers }: Response): StreamHead {
  return {
    streamId: headers.get("x-stream-id"),
    questionId: headers.get("x-question-id"),
    difficulty: headers.get("x-difficulty"),
    reason: headers.get("x-difficulty-reason"),
    replayed: headers.get("x-replayed") === "true",
  };
}

async function send(
  fetch: Fetch,
  input: Parameters<Fetch>[0],
  init: RequestInit | undefined,
  { form, key }: StreamFetchOptions,
): Promise<Response> {
  const sent = withForm(init, form?.() ?? null);
  const once = key?.();
  if (once === undefined) return fetch(input, sent);
  sent.headers.set("Idempotency-Key", once);
  for (const wait of RETRY_MS) {
    try {
      return await fetch(input, sent);
    } catch (error) {
      if (!(error instanceof TypeError) || sent.signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return fetch(input, sent);
}

/** Null: there is nothing more, or nobody knows of it. */
async function readAgain(
  fetch: Fetch,
  stream: string,
  from: number,
  signal: AbortSignal,
  isEvents = true,
): Promise<Response | null> {
  // A résumé's is plain text, whatever is asked for.
  const protocol = isEvents ? "ui" : "text";
  const address = `/api/ai/streams/${stream}?from=${from}&stream=${protocol}`;
  const reply = await fetch(address, { headers: { Accept: ACCEPT }, signal });
  if (reply.status === NOTHING_LEFT) return null;
  if (from > 0 && !reply.ok) throw new StreamCut();
  return reply;
}

function withForm(init: RequestInit | undefined, form: FormData | null) {
  const headers = new Headers(init?.headers);
  headers.set("Accept", ACCEPT);
  if (!form) return { ...init, headers };
  // The browser says it, with the boundary.
  headers.delete("Content-Type");
  return { ...init, headers, body: form };
}

async function refuse(response: Response): Promise<never> {
  const text = await response.text();
  return unwrap<never>({ error: parsed(text), response });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
