// Streams that go on, tested: cut at each byte they end as if they had not been, and what cannot go on is an error.

import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { StreamCut } from "../../src/stream.ts";
import { createStreamFetch } from "../../app/src/streams/event-stream.ts";
import { receiptId } from "../../app/src/streams/receipt-id.ts";
import { resumedBody, type StreamData } from "../../app/src/streams/resumed-body.ts";

const TEXT = 'naïve ☕ 👩🏽‍💻 "quoted"\n\n\\ and on';
const deltas = (text: string) => text.match(/[\s\S]{1,3}(?![\uDC00-\uDFFF])/gu) ?? [];
const bytes = (text: string) => new TextEncoder().encode(text);

const event = (part: object) => `data: ${JSON.stringify(part)}\n\n`;
const delta = (text: string) => event({ type: "text-delta", id: "0", delta: text });
const END =
  event({ type: "data-question", data: { questionId: "q1", repeats: "q0" } }) +
  event({ type: "finish" }) +
  "data: [DONE]\n\n";

/** As the server writes it from a place on. */
function events(from: number): string {
  const start = from === 0 ? event({ type: "start", messageId: "m" }) + ": alive\n\n" : "";
  return start + deltas(TEXT.slice(from)).map(delta).join("") + END;
}

/** The first bytes of it, in pieces, and then an end, or a break. */
function cut(all: Uint8Array<ArrayBuffer>, at: number, how: "end" | "reset"): Response {
  const pieces = [all.slice(0, Math.floor(at / 2)), all.slice(Math.floor(at / 2), at)];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(out) {
      const piece = pieces.shift();
      if (piece) return piece.length > 0 ? out.enqueue(piece) : this.pull?.(out);
      if (how === "end") out.close();
      else out.error(new TypeError("network error"));
    },
  });
  return new Response(body);
}

/** The text as the hook reads it: of parts that are whole. */
function textOf(stream: string): string {
  const parts = stream.split("\n").filter((line) => line.startsWith("data: {"));
  const read = parts.map((line) => JSON.parse(line.slice("data: ".length)) as { delta?: string });
  return read.map(({ delta = "" }) => delta).join("");
}

const never = new AbortController().signal;
type Again = (from: number) => Promise<Response | null>;

function resumed(
  first: Response,
  isEvents: boolean,
  again: Again,
  told: { data?: StreamData[]; cuts?: boolean[] } = {},
) {
  const body = resumedBody(first, isEvents, {
    again,
    onData: (data) => told.data?.push(data),
    onCut: (isCut) => told.cuts?.push(isCut),
    signal: never,
    sleep: async () => {},
  });
  return new Response(body).text();
}

test("Events that are cut after any byte, by an end or a break, give the text and the data once", async () => {
  const all = bytes(events(0));
  for (let at = 0; at < all.length; at += 1) {
    for (const how of ["end", "reset"] as const) {
      const data: StreamData[] = [];
      const stream = await resumed(cut(all, at, how), true, async (from) => new Response(events(from)), { data });
      expect(textOf(stream), `${how} after ${at}`).toBe(TEXT);
      expect(data.at(-1)).toEqual({ questionId: "q1", repeats: "q0" });
    }
  }
});

test("Plain text that breaks after any byte goes on behind the last whole letter", async () => {
  const all = bytes(TEXT);
  for (let at = 0; at < all.length; at += 1) {
    const places: number[] = [];
    const stream = await resumed(cut(all, at, "reset"), false, async (from) => {
      places.push(from);
      return new Response(TEXT.slice(from));
    });
    expect(stream, `after ${at}`).toBe(TEXT);
    const [place = -1] = places;
    expect(
      new TextDecoder().decode(bytes(TEXT.slice(0, place))) === TEXT.slice(0, place),
      "no half of a letter is counted",
    ).toBe(true);
  }
});

test("Cut again and again it goes on as long as something comes, and tells when it does not come at once", async () => {
  const cuts: boolean[] = [];
  let opened = 0;
  const again = async (from: number) => {
    opened += 1;
    if (opened === 2) throw new TypeError("offline");
    const rest = bytes(events(from));
    const [next = ""] = deltas(TEXT.slice(from));
    return opened < 9 ? cut(rest, bytes(delta(next)).length + 5, "reset") : new Response(rest);
  };
  expect(textOf(await resumed(cut(bytes(events(0)), 120, "end"), true, again, { cuts }))).toBe(TEXT);
  expect(cuts[0]).toBe(true);
  expect(cuts.at(-1)).toBe(false);
});

test("What nobody knows of any more, or does not come for a while, is an error after all that did arrive", async () => {
  const all = bytes(events(0));
  await expect(resumed(cut(all, 200, "reset"), true, async () => null)).rejects.toBeInstanceOf(StreamCut);
  let opened = 0;
  const nothing = async () => {
    opened += 1;
    return new Response("");
  };
  await expect(resumed(cut(all, 200, "end"), true, nothing)).rejects.toBeInstanceOf(StreamCut);
  expect(opened, "a stream may be opened six times a minute").toBeLessThan(6);
});

test("Whoever leaves asks for nothing more", async () => {
  const left = new AbortController();
  let opened = 0;
  const body = resumedBody(cut(bytes(events(0)), 200, "reset"), true, {
    again: async () => ((opened += 1), new Response(events(0))),
    onData: () => {},
    onCut: () => {},
    signal: left.signal,
    sleep: async () => left.abort(),
  });
  await expect(new Response(body).text()).rejects.toThrow(DOMException);
  expect(opened).toBe(0);
});

test("A request without a reply is sent again under its key, and read on under the id of its head", async () => {
  const asked: [string, string | null][] = [];
  const fetch = createStreamFetch(
    async (input, init) => {
      asked.push([String(input), new Headers(init?.headers).get("Idempotency-Key")]);
      if (asked.length === 1) throw new TypeError("Failed to fetch");
      const headers = { "Content-Type": "text/event-stream", "x-stream-id": "s1" };
      const from = Number(new URL(String(input), "http://darasa.test").searchParams.get("from") ?? 0);
      const reply = asked.length === 2 ? cut(bytes(events(0)), 150, "end") : new Response(events(from));
      return new Response(reply.body, { headers });
    },
    { key: () => "k1" },
  );
  expect(textOf(await (await fetch("/api/ai/x", { method: "POST" })).text())).toBe(TEXT);
  expect(asked.map(([, key]) => key)).toEqual(["k1", "k1", null]);
  expect(asked[2]?.[0]).toMatch(/^\/api\/ai\/streams\/s1\?from=[1-9]\d*&stream=ui$/);
});

test("What was asked for before a reload is read from its beginning, and asked for nowhere", async () => {
  const asked: string[] = [];
  const fetch = (reply: Response) =>
    createStreamFetch(
      async (input, init) => {
        asked.push(`${init?.method ?? "GET"} ${String(input)}`);
        return reply;
      },
      { again: () => "s1" },
    );
  const there = new Response(events(0), { headers: { "Content-Type": "text/event-stream" } });
  expect(textOf(await (await fetch(there)("/api/ai/x", { method: "POST" })).text())).toBe(TEXT);
  expect(asked).toEqual(["GET /api/ai/streams/s1?from=0&stream=ui"]);
  const gone = new Response(null, { status: 204 });
  await expect(fetch(gone)("/api/ai/x", { method: "POST" })).rejects.toBeInstanceOf(StreamCut);
});

test("A receipt's id is the one that the server makes", async () => {
  const hash = createHash("sha256").update("user_ada\0POST /api/ai/questions/generate-question\0k1").digest("hex");
  const id = await receiptId("user_ada", "POST /api/ai/questions/generate-question", "k1");
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id?.slice(0, 8)).toBe(hash.slice(0, 8));
  expect(id?.slice(-12)).toBe(hash.slice(20, 32));
});
