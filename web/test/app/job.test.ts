// Job: what is left of a plan, and how often a question was answered.

import { expect, test } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import { allowance } from "../../app/src/screens/job/allowance.ts";
import { attempts } from "../../app/src/screens/job/attempts.ts";

test.each([
  [{ limit: null, used: 9, remaining: null }, "No limit on your plan", false],
  [{ limit: 5, used: 0, remaining: 5 }, "5 of 5 questions left", false],
  [{ limit: 5, used: 4, remaining: 1 }, "1 of 5 questions left", false],
  [{ limit: 5, used: 5, remaining: 0 }, "All 5 questions are used", true],
  [{ limit: 1, used: 1, remaining: 0 }, "Your one question is used", true],
  [{ limit: 1, used: 0, remaining: 1 }, "1 of 1 question left", false],
  [{ limit: 0, used: 0, remaining: 0 }, "Your plan has no questions", true],
])("%j reads: %s", (use, said, over) => {
  expect(allowance(use, "question")).toEqual({ said, over });
});

const answer = (rating: number | null) => ({ id: "a", rating }) as Schema["Answer"];

test("of a question answered once nothing is said: its rating stands in the margin", () => {
  expect(attempts({ answers: [answer(7)], answersCursor: null })).toBeUndefined();
  expect(attempts({ answers: [], answersCursor: null })).toBeUndefined();
});

test("answered again, the first rating is told, where there was one", () => {
  expect(attempts({ answers: [answer(7), answer(5)], answersCursor: null })).toBe("answered twice, first 5");
  expect(attempts({ answers: [answer(7), answer(6), answer(null)], answersCursor: null })).toBe("answered 3 times");
});

test("of more answers than were read the first is unknown", () => {
  expect(attempts({ answers: Array.from({ length: 20 }, () => answer(4)), answersCursor: "more" })).toBe(
    "answered more than 20 times",
  );
});
