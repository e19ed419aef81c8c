// Line of the spoken interview: the socket from setup to end, the API's refusals, clock and memory of a call.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/client.ts";
import { CallMemory } from "../../app/src/voice/call-memory.ts";
import { InterviewClock } from "../../app/src/voice/clock.ts";
import { prompt } from "../../app/src/voice/frames.ts";
import { BROKEN, LiveSocket } from "../../app/src/voice/live-socket.ts";
import { refusal, skew, unsent } from "../../app/src/voice/voice-api.ts";

const CREDENTIALS = {
  url: "ws://127.0.0.1:9/ws/x",
  token: "auth_tokens/a+b=",
  model: "gemini-3.8-live",
  inputMime: "audio/pcm;rate=16000",
};
const PCM = new Int16Array(640);

/** A socket without a network. */
class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  binaryType = "blob";
  sent: string[] = [];
  closed = false;
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: (event: { code: number }) => void;
  constructor(readonly url: string) {}
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  says(frame: unknown): void {
    this.onmessage?.({
      data: typeof frame === "string" ? frame : new TextEncoder().encode(JSON.stringify(frame)).buffer,
    });
  }
}

function connected() {
  let fake = new FakeSocket("");
  const events = { open: vi.fn(), frame: vi.fn(), closed: vi.fn() };
  const socket = new LiveSocket(CREDENTIALS, events, (url) => {
    fake = new FakeSocket(url);
    // As much of a WebSocket as LiveSocket uses.
    return fake as unknown as WebSocket;
  });
  return { socket, fake, events };
}

describe("the socket", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("takes the token as it is, says its setup first, and is open when that is confirmed", () => {
    const { fake, events } = connected();
    expect(fake.url).toBe("ws://127.0.0.1:9/ws/x?access_token=auth_tokens/a+b=");
    expect(fake.binaryType).toBe("arraybuffer");
    fake.opens();
    expect(fake.sent.map((text) => JSON.parse(text))).toEqual([{ setup: { model: "models/gemini-3.8-live" } }]);
    expect(events.open).not.toHaveBeenCalled();
    fake.says({ setupComplete: {} });
    fake.says({ setupComplete: {} });
    expect(events.open).toHaveBeenCalledOnce();
  });
  it("is given up when nothing confirms the setup for 10 s, and not before", () => {
    const { fake, events } = connected();
    fake.opens();
    vi.advanceTimersByTime(9_999);
    expect(events.closed).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(events.closed).toHaveBeenCalledExactlyOnceWith(BROKEN, false);
    expect(fake.closed).toBe(true);
  });
  it("sends no audio before it is open, nor when 64 KB wait already", () => {
    const { socket, fake } = connected();
    fake.opens();
    socket.sendAudio(PCM);
    expect(fake.sent).toHaveLength(1);
    fake.says({ setupComplete: {} });
    for (const [buffered, sent] of [
      [65_535, 2],
      [65_536, 3],
      [65_537, 3],
    ] as const) {
      fake.bufferedAmount = buffered;
      socket.sendAudio(PCM);
      expect(fake.sent, `${buffered}`).toHaveLength(sent);
    }
    socket.send(prompt("What is said in words is sent all the same."));
    expect(fake.sent).toHaveLength(4);
  });
  it("passes over a frame that cannot be read", () => {
    const { fake, events } = connected();
    fake.opens();
    for (const frame of ["", "[]", '{"serverContent":']) fake.says(frame);
    fake.says({ serverContent: { turnComplete: true } });
    expect(events.frame).toHaveBeenCalledOnce();
    expect(events.closed).not.toHaveBeenCalled();
  });
  it("tells its end once, with the code, and whether it had been open", () => {
    const { fake, events } = connected();
    fake.opens();
    fake.says({ setupComplete: {} });
    fake.onclose?.({ code: 1011 });
    fake.onclose?.({ code: 1011 });
    vi.advanceTimersByTime(20_000);
    expect(events.closed).toHaveBeenCalledExactlyOnceWith(1011, true);
  });
  it("that we close says nothing more", () => {
    const { socket, fake, events } = connected();
    fake.opens();
    socket.close();
    fake.says({ setupComplete: {} });
    fake.onclose?.({ code: 1005 });
    vi.advanceTimersByTime(20_000);
    expect([events.open, events.frame, events.closed].map((event) => event.mock.calls.length)).toEqual([0, 0, 0]);
    expect(fake.closed).toBe(true);
  });
});

function problem(status: number, code: ApiError["problem"]["code"], more: object = {}, retryAfter?: number): ApiError {
  return new ApiError({ type: "", title: "", status, detail: "", code, requestId: "", ...more }, retryAfter);
}

describe("what the API answers", () => {
  it("to words: again later, other numbers, another tab, or never", () => {
    expect(unsent(new TypeError("no network"))).toEqual({ kind: "later" });
    expect(unsent(problem(503, "unavailable", {}, 2))).toEqual({ kind: "later", afterMs: 2_000 });
    expect(unsent(problem(429, "RATE_LIMIT", {}, 7))).toEqual({ kind: "later", afterMs: 7_000 });
    expect(unsent(problem(401, "not-logged-in"))).toMatchObject({ kind: "later" });
    expect(unsent(problem(409, "conflicts", { conflicts: [3] }))).toEqual({ kind: "conflicts", conflicts: [3] });
    expect(unsent(problem(409, "superseded"))).toEqual({ kind: "superseded" });
    for (const code of ["finished", "window-closed", "other-kind"] as const)
      expect(unsent(problem(409, code))).toEqual({ kind: "refused" });
    expect(unsent(problem(422, "invalid"))).toEqual({ kind: "refused" });
  });
  it("to another session: whether waiting helps", () => {
    expect(refusal(new TypeError("no network"))).toBeUndefined();
    expect(refusal(problem(503, "unavailable"))).toBeUndefined();
    expect(refusal(problem(429, "RATE_LIMIT", {}, 60))).toBeUndefined();
    expect(refusal(problem(429, "RATE_LIMIT", {}, 61))).toBe("spent");
    expect(refusal(problem(409, "voice-spent"))).toBe("spent");
    expect(refusal(problem(409, "finished"))).toBe("refused");
    expect(refusal(problem(403, "PLAN_LIMIT"))).toBe("refused");
  });
});

describe("the clock", () => {
  it("counts from the beginning, by the server's time", () => {
    let machine = Date.parse("2026-11-28T10:05:00Z");
    const clock = new InterviewClock(() => machine, "2026-11-28T10:00:00Z");
    // This machine is two minutes ahead.
    clock.set(skew("Sat, 28 Nov 2026 10:03:00 GMT", machine));
    expect(clock.now()).toBe(3 * 60_000 + 500);
    machine += 1_000;
    expect(clock.now()).toBe(3 * 60_000 + 1_500);
    expect(clock.at("2026-11-28T10:30:00Z")).toBe(30 * 60_000);
  });
  it("of an interview that had not begun begins with the first session, and later ones move it no more", () => {
    let machine = Date.parse("2026-11-28T10:00:00Z");
    const clock = new InterviewClock(() => machine, null);
    machine += 9_000;
    expect(clock.now()).toBe(0);
    clock.set(skew(null, machine));
    machine += 4_000;
    clock.set(0);
    expect(clock.now()).toBe(4_000);
  });
});

describe("the memory of a call", () => {
  const REMEMBERED = { manual: true, handle: "handle-1", pending: [], lines: [] };
  function storage(): Storage {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
  }

  it("is one person's, of one interview, until it is over", () => {
    const kept = storage();
    const memory = new CallMemory("user_ada", "one", kept);
    memory.write(REMEMBERED);
    expect(new CallMemory("user_ada", "one", kept).read()).toEqual(REMEMBERED);
    expect(new CallMemory("user_ben", "one", kept).read()).toBeUndefined();
    expect(new CallMemory("user_ada", "two", kept).read()).toBeUndefined();
    memory.clear();
    expect(memory.read()).toBeUndefined();
  });
  it("that a browser does not keep, or has spoilt, is none", () => {
    const full = {
      ...storage(),
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    expect(() => new CallMemory("user_ada", "one", full).write(REMEMBERED)).not.toThrow();
    const spoilt = { ...storage(), getItem: () => "{" };
    expect(new CallMemory("user_ada", "one", spoilt).read()).toBeUndefined();
  });
});
