// Event stream's fetch: what the AI SDK's hooks are given, so that a refusal is a problem and a cut is an error.

import { unwrap } from "../../../src/client.ts";
import { StreamCut } from "../../../src/stream.ts";
import type { Fetch } from "../session/authorized-fetch.ts";

/** What the head says; it comes with the model's first words. */
export type StreamHead = {
  /** Under which a new question will be stored. */
  questionId: string | null;
  /** It was made before, and counts nothing. */
  replayed: boolean;
};

export type StreamFetchOptions = {
  onHead?: (head: StreamHead) => void;
  /** Sent in the place of the hook's JSON, as a file is. */
  form?: () => FormData | null;
};

const EVENT_STREAM = "text/event-stream";
/** JSON too, for without it a refusal is one bare sentence. */
const ACCEPT = `${EVENT_STREAM}, application/json`;
const DONE = "[DONE]";
/** More than `data: [DONE]` and the empty line that ends it. */
const TAIL_BYTES = 32;

/** `fetch` is the session's, which sets the token. */
export function createStreamFetch(fetch: Fetch, { onHead, form }: StreamFetchOptions = {}): Fetch {
  return async (input, init) => {
    const reply = await fetch(input, withForm(init, form?.() ?? null));
    if (!reply.ok) return refuse(reply);
    onHead?.({ questionId: reply.headers.get("x-question-id"), replayed: reply.headers.get("x-replayed") === "true" });
    // A stream of plain text has no word for its end: it breaks off instead.
    if (!reply.body || !reply.headers.get("Content-Type")?.startsWith(EVENT_STREAM)) return reply;
    return new Response(reply.body.pipeThrough(untilDone()), reply);
  };
}

function withForm(init: RequestInit | undefined, form: FormData | null): RequestInit {
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

/** Passes everything on; an end that nobody announced is an error, for the hook takes it for a success. */
export function untilDone(): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let tail = new Uint8Array();
  return new TransformStream({
    transform(bytes, controller) {
      tail = joined(tail, bytes);
      controller.enqueue(bytes);
    },
    flush(controller) {
      if (!new TextDecoder().decode(tail).includes(DONE)) controller.error(new StreamCut());
    },
  });
}

function joined(tail: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length >= TAIL_BYTES) return bytes.slice(-TAIL_BYTES);
  const both = new Uint8Array(tail.length + bytes.length);
  both.set(tail);
  both.set(bytes, tail.length);
  return both.slice(-TAIL_BYTES);
}
