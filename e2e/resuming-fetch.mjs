// Fetch for the AI SDK's hooks that goes on where a stream was cut, in every protocol; to be copied into other pages.
// The practice app has its own, which knows its notes and records besides.

/** Before each attempt in a row in which nothing came; a stream may be opened six times a minute. */
const PAUSES_MS = [100, 300, 1_000, 3_000];

/** How each protocol is cut into records, and what of one is text. */
const PROTOCOLS = {
  ui: {
    separator: "\n\n",
    textOf(record) {
      const data = record.split("\n").find((line) => line.startsWith("data: {"));
      const part = data ? JSON.parse(data.slice("data: ".length)) : {};
      return part.type === "text-delta" ? part.delta : "";
    },
    isEnd: (record) => record.includes("data: [DONE]"),
  },
  v1: {
    separator: "\n",
    textOf: (record) => (record.startsWith("0:") ? JSON.parse(record.slice(2)) : ""),
    isEnd: (record) => record.startsWith("d:"),
  },
};

/** `fetch`: one that sets the token. Its requests carry a key, so that one whose head never came is sent again. */
export function resuming(fetch) {
  return async (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("Idempotency-Key", crypto.randomUUID());
    const first = await sent(() => fetch(url, { ...init, headers }));
    const stream = first.headers.get("x-stream-id");
    if (!first.ok || !first.body || !stream) return first;
    const name = protocolOf(first.headers);
    const again = (from) => {
      const address = new URL(`/api/ai/streams/${stream}?from=${from}&stream=${name}`, url);
      return fetch(address, { headers: { Authorization: headers.get("Authorization") ?? "" }, signal: init.signal });
    };
    const body = ReadableStream.from(parts(first, PROTOCOLS[name], again)).pipeThrough(new TextEncoderStream());
    return new Response(body, { status: first.status, headers: first.headers });
  };
}

async function sent(send) {
  for (const pause of PAUSES_MS) {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return send();
}

function protocolOf(headers) {
  if (headers.has("x-vercel-ai-ui-message-stream")) return "ui";
  return headers.has("x-vercel-ai-data-stream") ? "v1" : "text";
}

/** Whole records alone, and their text counted as JavaScript counts; plain text has no records, and breaks instead. */
async function* parts(first, protocol, again) {
  let [reply, seen, failures] = [first, 0, 0];
  for (;;) {
    const before = seen;
    try {
      for await (const record of records(reply, protocol?.separator)) {
        seen += (protocol ? protocol.textOf(record) : record).length;
        yield record;
        if (protocol?.isEnd(record)) return;
      }
      if (!protocol) return;
    } catch {
      // The rest is asked for below.
    }
    failures = seen > before ? 0 : failures + 1;
    if (failures > PAUSES_MS.length) throw new Error("the stream broke off");
    await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[Math.max(0, failures - 1)]));
    reply = await again(seen).catch(() => new Response(null, { status: 500 }));
    // All of it was seen, or nobody knows of it any more: what is stored tells.
    if (reply.status === 204) return;
  }
}

async function* records({ ok, body }, separator) {
  if (!ok || !body) throw new Error("no reply");
  let rest = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    if (separator === undefined) {
      yield text;
      continue;
    }
    const found = (rest + text).split(separator);
    rest = found.pop();
    for (const record of found) yield record + separator;
  }
}
