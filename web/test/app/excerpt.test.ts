// Excerpts and latest ratings: what a list shows of a question and of a job.

import { expect, test } from "vitest";
import { excerpt } from "../../app/src/parts/excerpt.ts";
import { latestRating } from "../../app/src/screens/home/latest.ts";
import type { Schema } from "../../app/src/queries/api.ts";

test.each([
  ["## A **bold** question\n\nwith `code` and *stress*", "A bold question. with code and stress"],
  ["Read:\n\n```rust\nlet x = 2 * y;\n```\nWhat is `x`?", "Read: … What is x?"],
  ["### Why?\n\nSay:\n~~~\nnever closed", "Why? Say: …"],
  ["- one\n- two\n1. three", "one two three"],
  ["See [the docs](https://example.com)", "See the docs"],
  ["| a | b |\n|---|---|\n| 1 | 2 |", "| a | b | | 1 | 2 |"],
  ["snake_case_name and 2*3*4", "snake_case_name and 2*3*4"],
  ["<b>not HTML</b>", "<b>not HTML</b>"],
])("%j is one line of words", (markdown, words) => {
  expect(excerpt(markdown)).toBe(words);
});

test("a long question ends after a word, with dots", () => {
  expect(excerpt("word ".repeat(20), 12)).toBe("word word…");
  expect(excerpt("word word", 9)).toBe("word word");
  expect(excerpt("a".repeat(30), 10)).toBe(`${"a".repeat(5)}…`);
});

test.each([
  ["Calls come late. Design it.", 17, "Calls come late…"],
  ["Read:\n```\ncode\n```\nWhat is it?", 9, "Read…"],
  ["Is it late? Design it.", 13, "Is it late?…"],
])("%j, cut at %i, has no other mark before the dots than one of a question", (markdown, longest, words) => {
  expect(excerpt(markdown, longest)).toBe(words);
});

const question = (createdAt: string, rating: number | null): Schema["Question"] => ({
  id: createdAt,
  jobInfoId: "job",
  text: "Why?",
  difficulty: "easy",
  topics: [],
  follows: null,
  model: "m",
  createdAt,
  latestAnswer: { id: createdAt, text: "So.", rating, createdAt },
});

test("the latest rating is that of the newest answer with one, whichever question it answers", () => {
  const asked = [question("2026-11-20", 4), question("2026-11-26", null), question("2026-11-25", 7)];
  expect(latestRating(asked)).toBe(7);
  const unanswered = { ...question("2026-11-27", null), latestAnswer: null };
  expect(latestRating([question("2026-11-26", null), unanswered])).toBe(null);
  expect(latestRating([])).toBe(null);
});
