// Body of a stream that goes on where it was cut: the rest is read again from the server, and appended.

import { StreamCut } from "../../../src/stream.ts";

/** What the last part of a stream says. */
export type StreamData = { questionId?: string; repeats?: string; stopped?: boolean };

export type Resuming = {
  /** Asks for what follows so many units of the text; null: there is nothing more, or nobody knows. */
  again: (from: number) => Promise<Response | null>;
  onData: (data: StreamData) => void;
  /** It did not come again at once; false: it goes on. */
  onCut: (isCut: boolean) => void;
  signal: AbortSignal;
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/** Before each attempt in a row in which nothing came. A stream may be opened six times a minute. */
const PAUSES_MS = [300, 1_000, 3_000, 6_000];

/** `isEvents`: it ends with `[DONE]`; a stream of plain text has no word for its end, and breaks instead. */
export function resumedBody(first: Response, isEvents: boolean, resuming: Resuming): ReadableStream<Uint8Array> {
  const { again, onCut, signal, sleep = pause } = resuming;
  const reading = isEvents ? new Events(resuming.onData) : new PlainText();
  const encoder = new TextEncoder();
  const left = new AbortController();
  const leave = () => left.abort();
  signal.addEventListener("abort", leave);
  const read = async (out: ReadableStreamDefaultController<Uint8Array>) => {
    let reply: Response | null | undefined = first;
    for (let failures = 0; ; failures += 1) {
      const before = reading.seen;
      if (reply && (await copy(reply, reading, (text) => out.enqueue(encoder.encode(text)), left.signal))) return;
      if (reading.seen > before) failures = 0;
      const wait = PAUSES_MS[failures];
      // The hook knows an end that it asked for by its reason.
      signal.throwIfAborted();
      if (wait === undefined || left.signal.aborted) throw new StreamCut();
      if (failures > 0) onCut(true);
      await sleep(wait, left.signal);
      signal.throwIfAborted();
      if (left.signal.aborted) throw new StreamCut();
      // What is away for a moment is asked again.
      reply = await again(reading.seen).catch(() => undefined);
      if (reply === null) throw new StreamCut();
      if (reply && failures > 0) onCut(false);
    }
  };
  return new ReadableStream({
    start(out) {
      const end = () => signal.removeEventListener("abort", leave);
      read(out)
        .then(
          () => out.close(),
          (reason: unknown) => out.error(reason),
        )
        // Whoever left has closed it already.
        .catch(() => {})
        .finally(end);
    },
    cancel: leave,
  });
}

/** True: it came to its end. */
async function copy(
  { body }: Response,
  reading: Reading,
  pass: (text: string) => void,
  signal: AbortSignal,
): Promise<boolean> {
  if (!body) return false;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  let rest = "";
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const text = rest + decoder.decode(part.value, { stream: true });
      const whole = reading.whole(text);
      rest = text.slice(whole);
      if (whole === 0) continue;
      reading.count(text.slice(0, whole));
      pass(text.slice(0, whole));
      if (reading.isDone) return true;
    }
    return reading.endsPlainly && !signal.aborted;
  } catch {
    return false;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** What of a stream may be passed on, and how much of its text that is, in the units of JavaScript. */
type Reading = {
  seen: number;
  isDone: boolean;
  /** Its end is where the body ends. */
  endsPlainly: boolean;
  /** How much of this is whole. */
  whole: (text: string) => number;
  count: (whole: string) => void;
};

class PlainText implements Reading {
  seen = 0;
  readonly isDone = false;
  readonly endsPlainly = true;

  whole(text: string): number {
    return text.length;
  }

  count(text: string): void {
    this.seen += text.length;
  }
}

const END = "\n\n";
const DATA = "data: ";
const DONE = "[DONE]";

class Events implements Reading {
  seen = 0;
  isDone = false;
  readonly endsPlainly = false;
  readonly #onData: (data: StreamData) => void;

  constructor(onData: (data: StreamData) => void) {
    this.#onData = onData;
  }

  whole(text: string): number {
    const last = text.lastIndexOf(END);
    return last < 0 ? 0 : last + END.length;
  }

  count(whole: string): void {
    for (const line of whole.split("\n").filter((each) => each.startsWith(DATA))) this.#event(line.slice(DATA.length));
  }

  #event(data: string): void {
    if (data === DONE) {
      this.isDone = true;
      return;
    }
    const part = JSON.parse(data) as { type: string; delta?: string; data?: StreamData };
    if (part.type === "text-delta") this.seen += part.delta?.length ?? 0;
    else if (part.data) this.#onData(part.data);
  }
}

/** Also until the browser has a connection again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      // Not each context knows.
      if (navigator.onLine !== false) return resolve();
      addEventListener("online", () => resolve(), { once: true, signal });
    }, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
