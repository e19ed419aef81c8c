// Turns, tested: a draft is given up when it stands in the transcript, and only then.

import { expect, test } from "vitest";
import { isTaken, lastSaid, type Turn } from "../../app/src/screens/written/turns.ts";

const TURNS: Turn[] = [
  { speaker: "interviewer", text: "What was hard?", at: 0 },
  { speaker: "candidate", text: "Retries.", at: 1_000 },
  { speaker: "interviewer", text: "Why?", at: 2_000 },
];

test("What the candidate said last is found, wherever the interviewer speaks after it", () => {
  expect(lastSaid(TURNS)).toBe("Retries.");
  expect(lastSaid(TURNS.slice(0, 1))).toBeNull();
});

test("A draft is taken when it is the candidate's last turn, whatever space stands around it", () => {
  expect(isTaken(" Retries.\n", TURNS)).toBe(true);
  expect(isTaken("Retries", TURNS)).toBe(false);
  expect(isTaken("", TURNS)).toBe(false);
  expect(isTaken("Retries.", [])).toBe(false);
});
