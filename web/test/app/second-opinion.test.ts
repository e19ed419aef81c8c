// Second opinion: what is said of gradings that agree, are close, or are far apart.

import { expect, test } from "vitest";
import { opinionWords } from "../../app/src/screens/question/opinion-words.ts";

const gradings = (...ratings: number[]) => ratings.map((rating) => ({ rating, model: "m", at: "2026-11-28T12:00:00.000Z" }));

test("gradings are counted and listed, with how far they agree", () => {
  const words = (of: Parameters<typeof opinionWords>[0]) => opinionWords(of).told;
  expect(words({ rating: 6, agreement: "close", gradings: gradings(6, 7) })).toBe("Two gradings: 6 and 7. Close.");
  expect(words({ rating: 6, agreement: "same", gradings: gradings(6, 6) })).toBe("Two gradings: 6 and 6. They agree.");
  expect(words({ rating: 9, agreement: "apart", gradings: gradings(9, 4) })).toBe("Two gradings: 9 and 4. Far apart.");
  expect(words({ rating: 9, agreement: "apart", median: 5, gradings: gradings(9, 4, 5) })).toBe(
    "Three gradings: 9, 4 and 5. Far apart. The middle one is 5.",
  );
  // A middle is told where it helps.
  expect(words({ rating: 6, agreement: "close", median: 7, gradings: gradings(6, 7, 8) })).toBe(
    "Three gradings: 6, 7 and 8. Close.",
  );
});

test("the grade stays what it was", () => {
  for (const agreement of ["same", "close", "apart"] as const) {
    expect(opinionWords({ rating: 6, agreement, gradings: gradings(6, 7) }).meaning).toMatch(/Your answer keeps its 6\.$/);
  }
});
