// Words of the spoken interview: frames, transcript lines, outbox, saving.

import { describe, expect, it, vi } from "vitest";
import { readFrame } from "../../app/src/voice/frames.ts";
import { Outbox } from "../../app/src/voice/outbox.ts";
import { Saver, type Sent } from "../../app/src/voice/saver.ts";
import { type Line, type Times, Transcript, type Words } from "../../app/src/voice/transcript.ts";

const NOTHING: Words = { heard: "", said: "", audible: false, interrupted: false, turnComplete: false };
const END: Words = { ...NOTHING, turnComplete: true };
const said = (text: string): Words => ({ ...NOTHING, said: text, audible: true });
const heard = (text: string): Words => ({ ...NOTHING, heard: text });
const at = (now: number, times: Partial<Times> = {}): Times => ({
  now,
  playsAt: now,
  playedAt: now,
  speech: undefined,
  ...times,
});
const texts = (lines: Line[]) =>
  lines.map(({ speaker, text }) => `${speaker === "candidate" ? "you" : "they"}: ${text}`);

describe("a frame", () => {
  it("may carry audio, words and flags at once, as text and as bytes", () => {
    const frame = JSON.stringify({
      serverContent: {
        modelTurn: {
          parts: [{ inlineData: { mimeType: "audio/pcm;rate=24000", data: btoa("\x00\x40") } }, { text: "thought" }],
        },
        outputTranscription: { text: "Hello" },
        inputTranscription: { text: "Hi" },
        interrupted: true,
        turnComplete: true,
      },
      sessionResumptionUpdate: { newHandle: "handle-1", resumable: true },
      goAway: { timeLeft: "9.5s" },
    });
    for (const data of [frame, new TextEncoder().encode(frame).buffer]) {
      const read = readFrame(data);
      expect(read).toEqual({
        setupComplete: false,
        heard: "Hi",
        said: "Hello",
        audio: [Float32Array.of(0.5)],
        interrupted: true,
        turnComplete: true,
        goAwayMs: 9_500,
        handle: "handle-1",
      });
    }
  });
  it("without any of it is nothing, and a handle that resumes nothing is none", () => {
    const read = readFrame('{"setupComplete":{},"sessionResumptionUpdate":{"newHandle":"h","resumable":false}}');
    expect(read).toMatchObject({
      setupComplete: true,
      heard: "",
      said: "",
      audio: [],
      handle: undefined,
      goAwayMs: undefined,
    });
    expect(readFrame('{"goAway":{},"serverContent":null}')).toMatchObject({ goAwayMs: 10_000, said: "" });
  });
  it("that is no object is refused", () => {
    for (const data of ["", "{", "[]", "null", "7"]) expect(() => readFrame(data), data).toThrow(SyntaxError);
  });
});

describe("a line", () => {
  it("is complete with the turn, without anybody saying `finished`", () => {
    const transcript = new Transcript();
    expect(transcript.take(said("Tell me about "), at(1_000, { playsAt: 1_100 }))).toEqual([]);
    expect(transcript.take(said("a project."), at(1_200))).toEqual([]);
    expect(transcript.open).toEqual({ speaker: "interviewer", text: "Tell me about a project." });
    expect(transcript.take(END, at(1_300, { playedAt: 4_000.4 }))).toEqual([
      { speaker: "interviewer", text: "Tell me about a project.", at: 1_100, endedAtMs: 4_000, interrupted: false },
    ]);
    expect(transcript.open).toBeUndefined();
    expect(transcript.take(END, at(1_400))).toEqual([]);
  });
  it("of the candidate is complete when the interviewer is heard, and has the times of the microphone", () => {
    const transcript = new Transcript();
    const speech = { at: 5_000, endedAtMs: 9_000 };
    transcript.take(heard("I built"), at(11_000, { speech }));
    transcript.take(heard(" a queue."), at(11_100, { speech }));
    expect(transcript.take(said("Good."), at(11_500, { speech }))).toEqual([
      { speaker: "candidate", text: "I built a queue.", at: 5_000, endedAtMs: 9_000, interrupted: false },
    ]);
  });
  it("that comes in one event with the other's words stands before them", () => {
    const transcript = new Transcript();
    const lines = transcript.take({ ...said("Good."), heard: "A queue.", turnComplete: true }, at(1_000));
    expect(texts(lines)).toEqual(["you: A queue.", "they: Good."]);
  });
  it("that was cut short says so, and ends where it was cut", () => {
    const transcript = new Transcript();
    transcript.take(said("Now imagine that"), at(1_000));
    const [line] = transcript.take({ ...NOTHING, interrupted: true }, at(2_000, { playedAt: 7_000 }));
    expect(line).toMatchObject({ text: "Now imagine that", endedAtMs: 2_000, interrupted: true });
  });
  it("that a broken connection cut was interrupted by nobody", () => {
    const transcript = new Transcript();
    transcript.take(said("Now imagine"), at(1_000));
    expect(transcript.close(at(1_500))).toMatchObject([{ text: "Now imagine", interrupted: false }]);
  });
  it("of words that come late is a line of its own, before what answered it", () => {
    const transcript = new Transcript();
    const speech = { at: 2_000, endedAtMs: 3_000 };
    transcript.take(said("Good. "), at(6_000, { speech }));
    transcript.take(heard("Every payment has a key."), at(6_100, { speech }));
    transcript.take(said("And then?"), at(6_200, { speech }));
    expect(texts(transcript.take(END, at(6_300, { speech })))).toEqual([
      "you: Every payment has a key.",
      "they: Good. And then?",
    ]);
  });
  it("that is transcribed twice is there once: at once, after the answer, and with other stops", () => {
    const speech = { at: 2_000, endedAtMs: 3_000 };
    const answer = ["I would look at the ", "query plan, and then."];
    const transcript = new Transcript();
    for (const piece of [...answer, ...answer]) transcript.take(heard(piece), at(5_000, { speech }));
    expect(texts(transcript.take(said("Good."), at(5_500, { speech })))).toEqual([
      "you: I would look at the query plan, and then.",
    ]);
    transcript.take(heard("I would look at the query plan and then"), at(6_000, { speech }));
    expect(texts(transcript.take(END, at(6_500, { speech })))).toEqual(["they: Good."]);
  });
  it("that was really said twice stays", () => {
    const transcript = new Transcript();
    for (const began of [1_000, 9_000]) {
      const speech = { at: began, endedAtMs: began + 500 };
      transcript.take(heard("Yes, gladly."), at(began + 600, { speech }));
      expect(texts(transcript.take(said("Good."), at(began + 900, { speech })))).toEqual(["you: Yes, gladly."]);
      transcript.take(END, at(began + 1_000));
    }
    transcript.take(heard("no, no"), at(20_000, { speech: { at: 19_000, endedAtMs: 19_500 } }));
    expect(texts(transcript.close(at(21_000, { speech: { at: 19_000, endedAtMs: 19_500 } })))).toContain("you: no, no");
  });
  it("that was typed is there as it was typed, and once", () => {
    const transcript = new Transcript();
    transcript.take(said("And you?"), at(900));
    expect(texts(transcript.type("  We measured.\nThen we agreed. ", 1_000, at(8_000)))).toEqual([
      "they: And you?",
      "you: We measured.\nThen we agreed.",
    ]);
    transcript.take(heard("We measured. "), at(8_100));
    expect(transcript.open, "an echo does not grow on the screen").toBeUndefined();
    transcript.take(heard("Then we agreed."), at(8_100));
    expect(texts(transcript.take(said("Thank you."), at(8_500)))).toEqual([]);
  });
  it("that comes behind a transcript of what was typed is what is left of it", () => {
    const transcript = new Transcript();
    transcript.type("First.", 0, at(100));
    transcript.take(heard("First."), at(200));
    transcript.take(heard("And then I spoke."), at(300));
    expect(texts(transcript.take(said("Good."), at(400)))).toEqual(["you: And then I spoke."]);
  });
  it("of what was sent on nobody's behalf is none", () => {
    const transcript = new Transcript();
    transcript.expect("Please go on.");
    transcript.take(heard("Please go on."), at(1_000));
    expect(transcript.take(said("So:"), at(1_100))).toEqual([]);
  });
  it("of nothing but spaces is none, and one that is longer than 4,000 letters is cut between words", () => {
    const transcript = new Transcript();
    transcript.take(said(" \n "), at(1));
    expect(transcript.take(END, at(2))).toEqual([]);
    for (const [letters, lines] of [
      [3_999, 1],
      [4_000, 1],
      [4_001, 2],
    ] as const) {
      transcript.take(said(`${"abc ".repeat(999)}${"d".repeat(letters - 3_996)}`), at(3));
      expect(
        transcript.take(END, at(4)).map(({ text }) => text.length <= 4_000),
        `${letters}`,
      ).toEqual(Array(lines).fill(true));
    }
    transcript.take(said("x".repeat(9_000)), at(5));
    expect(transcript.take(END, at(6)).map(({ text }) => text.length)).toEqual([4_000, 4_000, 1_000]);
  });
});

const line = (text: string): Line => ({ speaker: "candidate", text, at: 0, endedAtMs: 1, interrupted: false });
const lines = (count: number, text = "word") => Array.from({ length: count }, (_, nth) => line(`${text} ${nth}`));

describe("the outbox", () => {
  it("numbers on from where the server is, and from what waits", () => {
    const outbox = new Outbox(7, [{ ...line("old"), seq: 9 }]);
    outbox.add([line("new")]);
    outbox.continueAt(3);
    outbox.add([line("newer")]);
    outbox.continueAt(20);
    outbox.add([line("newest")]);
    expect(outbox.pending.map(({ seq }) => seq)).toEqual([9, 10, 11, 20]);
    expect(outbox.lastSeq).toBe(20);
    expect(new Outbox().lastSeq).toBeUndefined();
  });
  it("gives at most 50 items at once", () => {
    for (const [count, first] of [
      [49, 49],
      [50, 50],
      [51, 50],
    ] as const) {
      const outbox = new Outbox();
      outbox.add(lines(count));
      expect(outbox.batch()).toHaveLength(first);
      outbox.acknowledge(outbox.batch());
      expect(outbox.batch()).toHaveLength(count - first);
    }
  });
  it("gives at most 64 KiB at once, counted in bytes and not in letters", () => {
    const outbox = new Outbox();
    outbox.add(lines(40, "س".repeat(1_990)));
    const bytes = new TextEncoder().encode(JSON.stringify({ sessionId: "v".repeat(64), items: outbox.batch() })).length;
    expect(bytes).toBeLessThanOrEqual(64 * 1024);
    expect(bytes).toBeGreaterThan(58 * 1024);
  });
  it("takes out what is stored, and nothing that came meanwhile", () => {
    const outbox = new Outbox();
    outbox.add(lines(2));
    const batch = outbox.batch();
    outbox.add(lines(1, "later"));
    outbox.acknowledge(batch);
    expect(outbox.pending.map(({ text }) => text)).toEqual(["later 0"]);
  });
  it("gives new numbers to what others have numbered, and keeps the order", () => {
    const outbox = new Outbox(4);
    outbox.add(lines(3));
    outbox.renumber([5]);
    expect(outbox.pending.map(({ seq, text }) => [seq, text])).toEqual([
      [4, "word 0"],
      [7, "word 1"],
      [8, "word 2"],
    ]);
  });
  it("ends with the last number there is", () => {
    const outbox = new Outbox(9_999);
    outbox.add(lines(2));
    expect(outbox.pending.map(({ seq }) => seq)).toEqual([9_999]);
  });
});

describe("saving", () => {
  function saver(...replies: Sent[]) {
    const sent: { sessionId: string | undefined; seqs: number[]; keepalive: boolean }[] = [];
    const events = { superseded: vi.fn(), changed: vi.fn() };
    const outbox = new Outbox();
    const made = new Saver(
      outbox,
      async (sessionId, items, { keepalive }) => {
        sent.push({ sessionId, seqs: items.map(({ seq }) => seq), keepalive });
        return replies.shift() ?? { kind: "stored", nextSeq: 0 };
      },
      events,
    );
    made.sessionId = "vs_1";
    return { saver: made, outbox, sent, events };
  }

  it("sends batch after batch until nothing waits", async () => {
    const { saver: it, outbox, sent } = saver();
    outbox.add(lines(51));
    await it.flush();
    expect(sent.map(({ seqs }) => seqs.length)).toEqual([50, 1]);
    expect(it.saved).toBe(true);
    await it.flush();
    expect(sent).toHaveLength(2);
  });
  it("has one request at a time under way", async () => {
    const { saver: it, outbox, sent } = saver();
    outbox.add(lines(1));
    await Promise.all([it.flush(), it.flush()]);
    expect(sent).toHaveLength(1);
  });
  it("sends the same again, later and later, when it did not arrive", async () => {
    vi.useFakeTimers();
    const { saver: it, outbox, sent } = saver({ kind: "later" }, { kind: "later" }, { kind: "later", afterMs: 9_000 });
    outbox.add(lines(1));
    await it.flush();
    await vi.advanceTimersByTimeAsync(999);
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(8_999);
    expect(sent).toHaveLength(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ seqs }) => seqs)).toEqual([[0], [0], [0], [0]]);
    expect(it.saved).toBe(true);
    vi.useRealTimers();
  });
  it("numbers anew after a conflict, five times at most", async () => {
    const conflict = (seq: number): Sent => ({ kind: "conflicts", conflicts: [seq] });
    const { saver: it, outbox, sent } = saver(conflict(0));
    outbox.add(lines(2));
    await it.flush();
    expect(sent.map(({ seqs }) => seqs)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    const stubborn = saver(...[0, 1, 2, 3, 4, 5].map(conflict));
    stubborn.outbox.add(lines(1));
    await stubborn.saver.flush();
    expect(stubborn.sent).toHaveLength(6);
    expect(stubborn.saver.refused).toBe(true);
    expect(stubborn.outbox.pending, "nothing is thrown away").toHaveLength(1);
  });
  it("stops for good when another tab took over, and when nothing is taken any more", async () => {
    const { saver: it, outbox, sent, events } = saver({ kind: "superseded" });
    outbox.add(lines(1));
    await it.flush();
    expect(events.superseded).toHaveBeenCalledOnce();
    const late = saver({ kind: "refused" });
    late.outbox.add(lines(1));
    await late.saver.flush();
    await late.saver.flush();
    expect([sent.length, late.sent.length, late.saver.refused]).toEqual([1, 1, true]);
  });
  it("sends one last batch while the page closes, beside one that is under way", async () => {
    const { saver: it, outbox, sent } = saver();
    outbox.add(lines(60));
    const usual = it.flush();
    await it.flush({ keepalive: true });
    await usual;
    expect(sent[1]).toMatchObject({ keepalive: true, sessionId: "vs_1" });
    expect(sent[1]?.seqs).toHaveLength(50);
  });
});
