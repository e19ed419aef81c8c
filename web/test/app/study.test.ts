// Study plan, tested: the tasks of a day in words, one line for what is alike.

import { expect, test } from "vitest";
import { daysLeft, taskLines, taskTitle } from "../../app/src/screens/study/words.ts";

const task = (kind: "review" | "new" | "mock" | "last-look", minutes: number, topic?: string) => {
  return { kind, minutes, why: "why", ...(topic !== undefined && { topic, difficulty: "hard" as const }) };
};

test("Reviews of a day are one line, and new questions one for each topic", () => {
  const lines = taskLines([
    task("review", 5),
    task("new", 10, "SQL"),
    task("review", 5),
    task("new", 10, "Rust"),
  ] as never);
  expect(lines.map((line) => [taskTitle(line), line.minutes])).toEqual([
    ["Review 2 questions", 10],
    ["New question about SQL, hard", 10],
    ["New question about Rust, hard", 10],
  ]);
});

test("A rehearsal and a last look are named as what they are", () => {
  const lines = taskLines([task("mock", 30), task("last-look", 2)] as never);
  expect(lines.map(taskTitle)).toEqual(["Rehearse the interview", "A last look at 1 answer"]);
});

test("The days that are left are told, and the day itself asks for nothing", () => {
  expect([null, 0, 1, 14].map(daysLeft)).toEqual([
    "No day is set: this is a week of practice.",
    "Today is the day. You need nothing more from here.",
    "1 day left.",
    "14 days left.",
  ]);
});
