// Receipts and the plan's sentence: what is listed, what is not, and in which order.

import { describe, expect, test } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import { planSentence } from "../../app/src/screens/plan/plan-sentence.ts";
import { receipts, RECENT_DAYS } from "../../app/src/screens/plan/receipts.ts";

const NOW = Date.parse("2026-11-28T12:00:00.000Z");
const DAY_MS = 86_400_000;
const daysAgo = (days: number, earlier = 0) => new Date(NOW - days * DAY_MS - earlier).toISOString();

const job: Schema["ListedJobInfo"] = {
  id: "j",
  name: "Acme",
  title: null,
  interviewOn: null,
  experienceLevel: "senior",
  createdAt: daysAgo(90),
  updatedAt: daysAgo(90),
};
const question: Schema["Question"] = {
  id: "q",
  jobInfoId: "j",
  text: "Why?",
  difficulty: "medium",
  topics: [],
  follows: null,
  model: "m",
  createdAt: daysAgo(2),
  latestAnswer: { id: "a", text: "So.", rating: 7, createdAt: daysAgo(1) },
};
const interview: Schema["Interview"] = {
  id: "i",
  jobInfoId: "j",
  state: "finished",
  kind: "voice",
  duration: "00:14:00",
  humeChatId: null,
  feedback: null,
  startedAt: daysAgo(3),
  finishedAt: daysAgo(3),
  createdAt: daysAgo(4),
  updatedAt: daysAgo(3),
};
const made = (questions: Schema["Question"][], interviews: Schema["Interview"][] = []) => ({
  questions: [{ job, items: questions }],
  analyses: [],
  interviews: [{ job, items: interviews }],
});

describe("receipts", () => {
  test("a question is counted, its answer is not, and the newest stands first", () => {
    const found = receipts(made([question], [interview]), NOW);
    expect(found.map(({ title, counted }) => [title, counted])).toEqual([
      ["Answer", false],
      ["Question, medium", true],
      ["Spoken interview", true],
    ]);
    expect(found[0]).toMatchObject({ note: "Rated 7 of 10", job: { id: "j", name: "Acme" } });
  });

  test("an interview that has not begun has no receipt, one that has is dated by its beginning", () => {
    const created = { ...interview, id: "c", state: "created" as const, startedAt: null };
    expect(receipts(made([], [created, interview]), NOW).map(({ id, at }) => [id, at])).toEqual([["i", daysAgo(3)]]);
  });

  test("what is older than the window is left out, to the millisecond", () => {
    const asked = (id: string, createdAt: string) => ({ ...question, id, createdAt, latestAnswer: null });
    const all = [asked("in", daysAgo(RECENT_DAYS)), asked("out", daysAgo(RECENT_DAYS, 1))];
    expect(receipts(made(all), NOW).map(({ id }) => id)).toEqual(["in"]);
  });
});

describe("sentence of a plan", () => {
  test("says no limit, none, one and several each in its own way", () => {
    const use = (limit: number | null) => ({ limit, used: 0, remaining: limit });
    const of = (...limits: [number | null, number | null, number | null]) =>
      planSentence({ questions: use(limits[0]), interviews: use(limits[1]), resumeAnalyses: use(limits[2]) });
    expect(of(null, 5, 0)).toBe("Questions without a limit, 5 interviews, no résumé checks.");
    expect(of(null, null, null)).toBe("Questions, interviews and résumé checks without a limit.");
    expect(of(5, 1, 2)).toBe("5 questions, 1 interview, 2 résumé checks.");
  });
});
