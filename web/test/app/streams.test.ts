// Streams, tested: a cut is an error, a refusal is a problem, and what is being made is found again and asked for once.

import createClient from "openapi-fetch";
import { expect, test } from "vitest";
import { ApiError } from "../../src/client.ts";
import type { paths } from "../../src/schema.js";
import { createStreamFetch } from "../../app/src/streams/event-stream.ts";
import { busyFor, LONGEST_WAIT_S, MOST_RETRIES, spoken } from "../../app/src/streams/generation-state.ts";
import {
  findStored,
  LONGEST_MS,
  makingPath,
  MakingRecords,
  onMakingChange,
  waitUntilStored,
  watchHold,
  type Making,
} from "../../app/src/streams/making.ts";
import { press, takePress } from "../../app/src/streams/press.ts";

const EVENTS = 'data: {"type":"text-delta","id":"0","delta":"Hi"}\n\ndata: {"type":"finish"}\n\ndata: [DONE]\n\n';
const QUESTION: Making = { kind: "question", of: "q1", job: "j1", before: null, startedAt: 1_000 };

function streamed(text: string, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  const bytes = new TextEncoder().encode(text);
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size);
  const parts = starts.map((start) => bytes.slice(start, start + size));
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
}

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  const body = { type: "", title: "", status, detail: "A sentence.", code, requestId: "r1" };
  const type = { "Content-Type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status, headers: { ...type, ...headers } });
}

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

test("The hook's request asks for events and for problems, and the head is told", async () => {
  const heads: unknown[] = [];
  let sent = new Headers();
  const fetch = createStreamFetch(
    async (_, init) => {
      sent = new Headers(init?.headers);
      const headers = { "Content-Type": "text/event-stream", "x-question-id": "q1", "x-replayed": "true" };
      return new Response(streamed(EVENTS, 16), { headers });
    },
    { onHead: (head) => heads.push(head) },
  );
  const reply = await fetch("/api", { method: "POST", headers: { "Content-Type": "application/json" } });
  expect(await reply.text()).toBe(EVENTS);
  expect(sent.get("Accept")).toBe("text/event-stream, application/json");
  expect(sent.get("Content-Type")).toBe("application/json");
  expect(heads).toEqual([{ streamId: null, questionId: "q1", difficulty: null, reason: null, replayed: true }]);
});

test("A file takes the place of the hook's JSON, and a stream of plain text has no end to look for", async () => {
  let sent: RequestInit = {};
  const fetch = createStreamFetch(
    async (_, init) => {
      sent = init ?? {};
      return new Response("{}", { headers: { "Content-Type": "text/plain; charset=utf-8" } });
    },
    { form: () => new FormData() },
  );
  const reply = await fetch("/api", { headers: { "Content-Type": "application/json" }, body: "{}", method: "POST" });
  expect(await reply.text()).toBe("{}");
  expect(sent.body).toBeInstanceOf(FormData);
  expect(new Headers(sent.headers).get("Content-Type")).toBeNull();
});

test("A refusal is a problem with its seconds, also where no problem was sent", async () => {
  const refusal = async (reply: Response) => {
    const error: unknown = await createStreamFetch(async () => reply)("/api").catch((reason: unknown) => reason);
    if (!(error instanceof ApiError)) throw error;
    return error;
  };
  const busy = await refusal(problem(503, "unavailable", { "Retry-After": "8" }));
  expect([busy.problem.code, busy.message, busy.retryAfter]).toEqual(["unavailable", "A sentence.", 8]);
  const gateway = await refusal(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect([gateway.problem.code, gateway.retryAfter]).toEqual(["unavailable", undefined]);
});

test("A busy server is asked again when it says, a few times, and not after minutes", () => {
  const busy = (status: number, retryAfter: number | undefined) =>
    new ApiError({ type: "", title: "", status, detail: "", code: "unavailable", requestId: "" }, retryAfter);
  expect(busyFor(busy(503, 8), 0)).toBe(8);
  expect(busyFor(busy(429, 0), 0)).toBe(1);
  expect(busyFor(busy(503, LONGEST_WAIT_S), MOST_RETRIES - 1)).toBe(LONGEST_WAIT_S);
  for (const [error, retries] of [
    [busy(503, LONGEST_WAIT_S + 1), 0],
    [busy(503, 8), MOST_RETRIES],
    [busy(503, undefined), 0],
    [busy(403, 8), 0],
    [new TypeError("Failed to fetch"), 0],
  ] as const) {
    expect(busyFor(error, retries)).toBeNull();
  }
});

test("What is being made outlives the page, is one record, and belongs to one person", () => {
  const storage = memory();
  const records = new MakingRecords("ada", storage);
  let told = 0;
  const end = onMakingChange(() => (told += 1));
  records.put(QUESTION);
  records.put({ ...QUESTION, startedAt: 2_000 });
  records.put({ ...QUESTION, kind: "answer" });
  const reloaded = new MakingRecords("ada", storage);
  expect(reloaded.all()).toHaveLength(2);
  expect(reloaded.find("question", "q1")?.startedAt).toBe(2_000);
  expect(reloaded.find("question", "q1", "another job")).toBeNull();
  expect(new MakingRecords("bob", storage).all()).toEqual([]);
  for (const making of reloaded.all()) records.remove(making);
  expect([records.snapshot(), storage.length, told]).toEqual(["[]", 0, 5]);
  end();
});

test("A browser that stores nothing hinders nobody", () => {
  const full = { ...memory(), setItem: () => { throw new DOMException("full", "QuotaExceededError"); } };
  const records = new MakingRecords("ada", full);
  records.put(QUESTION);
  expect(records.all()).toEqual([]);
});

test("What is new is what was not the newest before", async () => {
  const replies: Record<string, () => Response> = {};
  const answer = async ({ url }: Request) => {
    const { pathname, search } = new URL(url);
    return replies[pathname + search]?.() ?? problem(404, "not-found");
  };
  const api = createClient<paths>({ baseUrl: "http://darasa.test", fetch: answer });
  const json = (body: unknown) => () => Response.json(body);
  const found = (making: Partial<Making>) => findStored(api, { ...QUESTION, ...making });

  expect(await found({})).toBeNull();
  replies["/api/questions/q1"] = json({ id: "q1", latestAnswer: { id: "a1" } });
  expect(await found({})).toBe("q1");
  expect(await found({ kind: "answer" })).toBe("a1");
  expect(await found({ kind: "answer", before: "a1" })).toBeNull();

  replies["/api/questions?jobInfoId=j1&limit=1"] = json({ items: [{ id: "q2" }], nextCursor: null });
  expect(await found({ of: "new", before: "q1" })).toBe("q2");
  expect(await found({ of: "new", before: "q2" })).toBeNull();

  replies["/api/interviews/i1/transcript"] = json({ items: [{}, {}, {}], pacing: {} });
  expect(await found({ kind: "turn", of: "i1", before: "1" })).toBe("3");
  expect(await found({ kind: "turn", of: "i1", before: "3" })).toBeNull();

  replies["/api/interviews/i1"] = json({ feedback: null, updatedAt: "t1" });
  expect(await found({ kind: "interview", of: "i1" })).toBeNull();
  replies["/api/interviews/i1"] = json({ feedback: "## Good", updatedAt: "t2" });
  expect(await found({ kind: "interview", of: "i1" })).toBe("t2");
  expect(await found({ kind: "interview", of: "i1", before: "t2" }), "it is asked for anew").toBeNull();

  const [older, before, younger] = ["2026-11-28T09:00:00.000Z", "2026-11-28T10:00:00.000Z", "2026-11-28T10:00:00.001Z"];
  const newest = (id: string, createdAt: string) => {
    replies["/api/job-infos/j1/analyses?limit=1"] = json({ items: [{ id, createdAt }], nextCursor: null });
  };
  const analysis = { kind: "analysis", of: "j1", before: "n1", beforeCreatedAt: before } as const;
  newest("n1", before);
  expect(await found(analysis)).toBeNull();
  newest("n0", older);
  expect(await found(analysis), "the newest before was deleted elsewhere").toBeNull();
  newest("n2", younger);
  expect(await found(analysis)).toBe("n2");
  expect(await found({ kind: "analysis", of: "j1" }), "it is the first one").toBe("n2");
  replies["/api/job-infos/j1/analyses?limit=1"] = json({ items: [], nextCursor: null });
  expect(await found(analysis), "all of them were deleted").toBeNull();
});

test("It is asked for until it is stored, whatever is away meanwhile, and for five minutes at the most", async () => {
  const answers = [null, new Error("offline"), null, "q1"];
  let clock = 1_000;
  const sleeps: number[] = [];
  const wait = async (find: () => Promise<string | null>, signal = new AbortController().signal) => {
    const { found, givenBack } = await waitUntilStored({
      find,
      isGivenBack: () => Promise.reject(new Error("offline")),
      startedAt: 1_000,
      signal,
      now: () => clock,
      sleep: async (ms) => {
        clock += ms;
        sleeps.push(ms);
      },
    });
    expect(givenBack).toBe(false);
    return found;
  };
  const find = async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? null;
  };
  expect(await wait(find)).toBe("q1");
  expect(sleeps).toEqual([1_500, 1_500, 1_500]);

  clock = 1_000;
  let asked = 0;
  expect(await wait(async () => ((asked += 1), null))).toBeNull();
  expect(asked).toBe(LONGEST_MS / 1_500);

  clock = 1_000 + LONGEST_MS * 9;
  expect(await wait(async () => "q1"), "once it is asked, however late").toBe("q1");

  clock = 1_000;
  const left = new AbortController();
  expect(await wait(async () => (left.abort(), "q1"), left.signal), "nobody waits any more").toBeNull();
});

test("Where the use that was held is given back it is waited for no longer, and not before", async () => {
  const uses = [4, 4, 5, 4];
  const fetch = async () => Response.json({ features: { questions: { used: uses.shift() } } });
  const api = createClient<paths>({ baseUrl: "http://darasa.test", fetch });
  let asked = 0;
  const wait = (making: Making) => {
    const find = async () => ((asked += 1), null);
    const { signal } = new AbortController();
    const isGivenBack = watchHold(api, making);
    return waitUntilStored({ find, isGivenBack, startedAt: Date.now(), signal, sleep: async () => {} });
  };
  // Without a note of the hold it is seen to fall: another tab asked too, and one of both was given back.
  expect(await wait(QUESTION)).toEqual({ found: null, givenBack: true });
  expect(uses).toEqual([]);
  expect(asked).toBe(13);

  // Noted before a reload, it is known to be gone at the first look.
  uses.push(4);
  expect(await wait({ ...QUESTION, held: 5 })).toEqual({ found: null, givenBack: true });
  expect(asked).toBe(14);

  const held = watchHold(api, { ...QUESTION, held: 5 });
  uses.push(5, 6, 6);
  expect([await held(), await held(), await held()], "held, or another one came to it").toEqual([false, false, false]);
  expect(await watchHold(api, { ...QUESTION, kind: "answer" })(), "marks are not counted").toBe(false);
});

test("What is being made leads to where it will be seen", () => {
  const leadTo = (["question", "answer", "turn", "interview", "analysis"] as const).map((kind) =>
    makingPath({ ...QUESTION, kind, of: "x" }),
  );
  expect(leadTo).toEqual([
    "/jobs/j1/questions/x",
    "/jobs/j1/questions/x",
    "/jobs/j1/interviews/x/written",
    "/jobs/j1/interviews/x/review",
    "/jobs/j1/resume",
  ]);
});

test("A press is taken once, and by the job that it was for", () => {
  const level = { job: "j1", asked: "hard" } as const;
  press("question", level);
  expect(takePress("question", "j1")).toEqual(level);
  expect(takePress("question", "j1")).toBeNull();
  press("question", level);
  expect(takePress("question", "j2")).toBeNull();
  expect(takePress("question", "j1"), "the press was given up").toBeNull();
});

test("A press is for one kind of thing: another screen of the job takes it for nothing, and it is given up", () => {
  const text = { job: "j1", analysis: "a1", name: "ada.pdf" };
  press("analysis", text);
  expect(takePress("question", "j1")).toBeNull();
  expect(takePress("analysis", "j1")).toBeNull();
  press("question", { job: "j1", asked: "hard" });
  press("analysis", text);
  expect(takePress("analysis", "j1"), "the last press").toEqual(text);
});

test("A screen reader hears the beginning and the end, and no word between", () => {
  expect(spoken({ phase: "running" }, "The question")).toBe("The question is being written.");
  expect(spoken({ phase: "following", cut: true }, "The question")).toBe("The question is being written.");
  expect(spoken({ phase: "done", stopped: false }, "The question")).toBe("The question is complete.");
  expect(spoken({ phase: "idle" }, "The question")).toBe("");
});
