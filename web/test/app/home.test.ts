// Home: greeting, and what is unfinished.

import { beforeEach, expect, test, vi } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import { greeting } from "../../app/src/screens/home/greeting.ts";
import { asideNames, nameOf, putAside, unfinished } from "../../app/src/screens/home/unfinished.ts";

test.each([
  [3, "Good evening, Ada"],
  [4, "Good morning, Ada"],
  [11, "Good morning, Ada"],
  [12, "Good afternoon, Ada"],
  [17, "Good afternoon, Ada"],
  [18, "Good evening, Ada"],
])("at %i o'clock it is %s", (hour, words) => {
  expect(greeting("Ada Lovelace", hour)).toBe(words);
});

test("somebody without a name is greeted without one", () => {
  expect(greeting(null, 9)).toBe("Good morning");
  expect(greeting(" ", 9)).toBe("Good morning");
});

const NOW = Date.parse("2026-11-27T12:00:00Z");
const DAY = 24 * 3_600_000;
const question = { id: "q", jobInfoId: "job", text: "Why?" } as Schema["Question"];
const interview = (id: string, state: Schema["InterviewState"], updatedAt: number, feedback: string | null = null) =>
  ({ id, state, feedback, jobInfoId: "job", updatedAt: new Date(updatedAt).toISOString() }) as Schema["Interview"];
const draft = (savedAt: number) => {
  return { draft: { kind: "answer" as const, of: "q", text: "two words", savedAt }, question };
};
const NOTHING = { making: [], drafts: [], interviews: [] };

test("the newest comes first: a draft, an interview that goes on, one without marks", () => {
  const interviews = [interview("held", "finished", NOW - 3), interview("going", "active", NOW - 1)];
  const found = unfinished({ making: [], drafts: [draft(NOW - 2)], interviews }, NOW);
  expect(found.map(({ kind }) => kind)).toEqual(["interview", "answer", "review"]);
  expect(found[1]).toMatchObject({ words: 2 });
});

test("an interview with its marks is finished, and one that was never begun is nothing to go on with", () => {
  const interviews = [interview("marked", "finished", NOW, "Good."), interview("made", "created", NOW)];
  expect(unfinished({ making: [], drafts: [], interviews }, NOW)).toEqual([]);
});

test("what was left a fortnight ago is not brought up again", () => {
  const old = [interview("old", "active", NOW - 14 * DAY)];
  expect(unfinished({ ...NOTHING, drafts: [draft(NOW - 14 * DAY + 1)] }, NOW)).toHaveLength(1);
  expect(unfinished({ ...NOTHING, drafts: [draft(NOW - 14 * DAY)], interviews: old }, NOW)).toEqual([]);
});

test("what is being made of a draft or of an interview is told once, as that", () => {
  const made = (of: string, startedAt: number) => {
    return { kind: "answer" as const, of, job: "job", before: null, startedAt };
  };
  const interviews = [interview("held", "finished", NOW)];
  const making = [made("q", NOW - 1), made("held", NOW)];
  const found = unfinished({ making, drafts: [draft(NOW - 9)], interviews }, NOW);
  expect(found.map(({ kind, at }) => [kind, at])).toEqual([
    ["making", NOW],
    ["making", NOW - 1],
  ]);
});

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
  });
});

test("what is put aside stays so until it is written again", () => {
  const [before] = unfinished({ ...NOTHING, drafts: [draft(NOW - 2)] }, NOW);
  const [after] = unfinished({ ...NOTHING, drafts: [draft(NOW - 1)] }, NOW);
  if (!before || !after) throw new Error("a draft is unfinished");
  expect(asideNames()).toEqual([]);
  putAside(before);
  expect(asideNames()).toEqual([nameOf(before)]);
  expect(asideNames()).not.toContain(nameOf(after));
});
