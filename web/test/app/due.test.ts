// Review queue, tested: keys and grades, when a question comes again, and what comes next.

import { expect, test } from "vitest";
import { comesAgain, gradeOfKey, nextOnes, overdue, without } from "../../app/src/screens/due/words.ts";
import { choiceOf, levelOf, reasonWords } from "../../app/src/screens/question/levels.ts";

test("The keys 1 to 4 are the four grades, and no other key is one", () => {
  expect(["1", "2", "3", "4"].map(gradeOfKey)).toEqual(["again", "hard", "good", "easy"]);
  expect(["0", "5", "Enter", "F1", "", "11"].map(gradeOfKey)).toEqual(Array.from({ length: 6 }, () => undefined));
});

test("When it comes again is told in days", () => {
  const again = (intervalDays: number, dueOn: string) => comesAgain({ dueOn, intervalDays, recall: 0.9 });
  expect(again(1, "2026-11-29")).toBe("It comes again tomorrow.");
  expect(again(8, "2026-12-06")).toMatch(/December.*, in 8 days\.$/);
});

test("Where nothing is due, the next ones are told, and of nothing at all there is nothing to tell", () => {
  const next = (tomorrow: number, week: number, total: number) => nextOnes({ due: 0, tomorrow, week, total });
  expect(next(0, 0, 0)).toBeNull();
  expect(next(1, 3, 9)).toBe("1 question comes tomorrow.");
  expect(next(0, 3, 9)).toBe("The next 3 come within a week.");
  expect(next(0, 0, 1)).toBe("The next one comes in more than a week.");
  expect([0, 1, 5].map(overdue)).toEqual(["due today", "due since yesterday", "due for 5 days"]);
});

test("A question that was judged leaves the queue, once", () => {
  const question = (id: string) => ({ question: { id } }) as Parameters<typeof without>[0]["items"][number];
  const due = {
    today: "2026-11-28",
    items: [question("a"), question("b")],
    counts: { due: 7, tomorrow: 0, week: 0, total: 9 },
  };
  const left = without(due, "a");
  expect([left.items.map((item) => item.question.id), left.counts.due]).toEqual([["b"], 6]);
  expect(without(left, "a").counts.due).toBe(6);
});

test("Auto is the usual choice, and says why a question has its level", () => {
  expect(["hard", "auto", null, "impossible"].map(choiceOf)).toEqual(["hard", "auto", "auto", "auto"]);
  expect(["hard", "auto", undefined].map(levelOf)).toEqual(["hard", null, null]);
  expect(reasonWords("three-good")).toBe("one level up after three strong answers");
  expect([reasonWords(null), reasonWords("another one")]).toEqual([null, null]);
});
