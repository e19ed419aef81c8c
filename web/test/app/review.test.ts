// Review: marks read while they are written, and turns on the axis of time.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { heldAt, heldHow, parseDuration } from "../../app/src/parts/held.ts";
import type { Schema } from "../../app/src/queries/api.ts";
import { QuotedAnswer } from "../../app/src/parts/quotations.ts";
import { CATEGORIES, marks, sections, weakest } from "../../app/src/screens/review/marks.ts";
import { starts, transcriptText } from "../../app/src/screens/review/Transcript.tsx";
import { clock, lanes, measures, PAUSE_MS } from "../../app/src/screens/review/pacing.ts";

const core = new URL("../../../crates/", import.meta.url);
const prompt = readFileSync(new URL("core/src/domain/generation/prompts/interview_feedback.md", core), "utf8");
const feedback = readFileSync(new URL("local/src/emulators/model/interview_feedback.md", core), "utf8");

describe("marks", () => {
  test("the categories are those that the prompt asks for, in its order", () => {
    const asked = [...prompt.matchAll(/^## (.+) \(Rating: N\/10\)$/gm)].map(([, title]) => title);
    expect(asked).toEqual([...CATEGORIES]);
  });

  test("of a whole feedback all seven are rated, and the overall one", () => {
    const { overall, categories } = marks(feedback);
    expect(overall).toMatchObject({ rating: 7, text: expect.stringMatching(/^A solid interview/) });
    expect(categories.map(({ section }) => section?.rating)).toEqual([7, 6, 7, 7, 8, 7, 7]);
  });

  test("however far it has arrived, no rating is shown that is not the final one", () => {
    const final = marks(feedback).categories.map(({ section }) => section?.rating);
    for (let length = 0; length <= feedback.length; length += 1) {
      marks(feedback.slice(0, length), false).categories.forEach(({ section }, index) => {
        if (section) expect(section.rating).toBe(final[index]);
      });
    }
  });

  test("a heading without a rating, or one out of the scale, is a section without a rating", () => {
    expect(sections("# Overall\nWords\n## Confidence (Rating: 11/10)\n## Role Fit (Rating: 0/10)")).toEqual([
      { title: "Overall", rating: null, text: "Words" },
      { title: "Confidence", rating: null, text: "" },
      { title: "Role Fit", rating: null, text: "" },
    ]);
  });

  test("the next step is the category with the lowest mark, the first of several, and none without marks", () => {
    expect(weakest(marks(feedback))).toEqual({ title: "Confidence", rating: 6 });
    expect(weakest(marks("## Engagement (Rating: 4/10)\n## Role Fit (Rating: 4/10)"))?.title).toBe("Engagement");
    expect(weakest(marks("# Overall (Rating: 4/10)\nWords"))).toBeNull();
  });

  test("of a feedback that was cut the categories that are missing stay in their place", () => {
    const { categories } = marks("# Overall (Rating: 5/10)\n\n## Confidence (Rating: 4/10)\nYou");
    const missing = Array<undefined>(5).fill(undefined);
    expect(categories.map(({ section }) => section?.rating)).toEqual([undefined, 4, ...missing]);
  });
});

const turn = (speaker: Schema["Speaker"], at: number, words = 5): Schema["TranscriptTurn"] => ({
  speaker,
  at,
  text: Array<string>(words).fill("word").join(" "),
});

describe("lanes", () => {
  test("a turn is as long as its words, and ends where the next begins", () => {
    const { spans, total } = lanes([turn("interviewer", 0, 100), turn("candidate", 10_000, 10)], null);
    expect(spans).toEqual([
      { speaker: "interviewer", from: 0, to: 10_000 },
      { speaker: "candidate", from: 10_000, to: 14_000 },
    ]);
    expect(total).toBe(14_000);
  });

  test("a silence is a pause from its limit on", () => {
    const silence = (ms: number) => lanes([turn("interviewer", 0), turn("candidate", 2_000 + ms)], null).pauses;
    expect(silence(PAUSE_MS - 1)).toEqual([]);
    expect(silence(PAUSE_MS)).toEqual([{ from: 2_000, to: 7_000, before: 1 }]);
  });

  test("the axis is as long as the interview, or as its last turn; with nothing said it has a length", () => {
    expect(lanes([turn("candidate", 0)], 60_000).total).toBe(60_000);
    expect(lanes([turn("candidate", 60_000)], 1_000).total).toBe(62_000);
    expect(lanes([], null).total).toBe(1);
  });
});

describe("numbers", () => {
  const none: Schema["Pacing"] = {
    basis: null,
    answerDelayMedianMs: null,
    answerDelayLongestMs: null,
    talkRatio: null,
    wordsPerMinute: null,
    longestPauseMs: null,
    interruptions: null,
    fillerWordsPerMinute: null,
  };

  test("what could not be measured is not shown", () => {
    expect(measures(none, "voice")).toEqual([]);
    expect(measures({ ...none, interruptions: 0 }, "voice").map(({ value }) => value)).toEqual(["0"]);
  });

  test("a written interview has the typing in its delays, and says so", () => {
    const [delay, ...others] = measures({ ...none, answerDelayMedianMs: 75_000, interruptions: 0 }, "text");
    expect(delay).toEqual({ label: "Usual time for an answer", value: "1:15 min", usual: "with the typing in it" });
    expect(others).toEqual([]);
  });

  test("times are read and written", () => {
    expect(["00:14:00", "01:00:05", "14:00", null].map(parseDuration)).toEqual([840_000, 3_605_000, null, null]);
    expect([0, 5_999, 326_000, 3_600_000].map(clock)).toEqual(["0:00", "0:05", "5:26", "60:00"]);
  });
});

test("what marks quote of an interview is found in the turn in which it was said", () => {
  const said = { speaker: "candidate" as const, at: 9, text: "I measured first, and then I changed it." };
  const items = [turn("interviewer", 0), said];
  const [quotation] = new QuotedAnswer(transcriptText(items)).check('You said "I measured first, and then".');
  const [range] = quotation?.at ?? [];
  const from = starts(items)[1] ?? -1;
  expect(said.text.slice((range?.start ?? 0) - from, (range?.end ?? 0) - from)).toBe("I measured first, and then");
});

test("two interviews of one day are told apart by their time, their kind and how long they took", () => {
  const held = (changes: Partial<Schema["Interview"]>): Schema["Interview"] => ({
    id: "i1",
    jobInfoId: "j1",
    state: "finished",
    kind: "voice",
    duration: null,
    humeChatId: null,
    feedback: null,
    startedAt: "2026-11-28T09:00:00.000Z",
    finishedAt: null,
    createdAt: "2026-11-28T08:59:00.000Z",
    updatedAt: "2026-11-28T09:00:00.000Z",
    ...changes,
  });
  const [one, other] = [held({}), held({ startedAt: "2026-11-28T09:20:00.000Z" })];
  expect(heldAt(one)).not.toBe(heldAt(other));
  expect(heldHow(held({ duration: "00:12:10" }))).toBe("Spoken, 12 minutes");
  expect(heldHow(held({ kind: "text", finishedAt: "2026-11-28T09:01:29.000Z" }))).toBe("Written, 1 minute");
  expect(heldHow(held({ duration: "00:00:29" }))).toBe("Spoken, under a minute");
  expect(heldHow(held({ duration: "00:00:30" }))).toBe("Spoken, 1 minute");
  expect([heldHow(one), heldHow(held({ kind: null }))]).toEqual(["Spoken", ""]);
});
