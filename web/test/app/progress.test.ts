// Progress: what the line, the band and the days are computed from.

import { describe, expect, test } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import { paths } from "../../app/src/screens/progress/chart-paths.ts";
import * as ratings from "../../app/src/screens/progress/ratings.ts";
import type { Rated } from "../../app/src/screens/progress/ratings.ts";

const { DAYS, groups, points, practised, rated, weakest, WINDOW } = ratings;

const at = (day: number) => new Date(2026, 10, day, 9).toISOString();
const job = (id: string): Schema["ListedJobInfo"] => ({
  id,
  name: id,
  title: null,
  experienceLevel: "senior",
  createdAt: at(1),
  updatedAt: at(1),
});
const question = (id: string, rating: number | null, day: number): Schema["Question"] => ({
  id,
  jobInfoId: "j",
  text: "Why?",
  difficulty: "easy",
  model: "m",
  createdAt: at(1),
  latestAnswer: { id, text: "So.", rating, createdAt: at(day) },
});
const answers = (...ratings: number[]): Rated[] =>
  ratings.map((rating, index) => ({
    question: String(index),
    at: at(index + 1),
    rating,
    difficulty: "easy",
    text: "Why?",
    job: { id: "j", name: "j" },
  }));

describe("ratings", () => {
  test("are those of all jobs in the order of their answers; without a rating there is none", () => {
    const open = { ...question("open", 1, 1), latestAnswer: null };
    const lists = [
      { job: job("a"), items: [question("late", 7, 9), question("unrated", null, 8), open] },
      { job: job("b"), items: [question("early", 5, 2)] },
    ];
    expect(rated(lists).map(({ question, rating, job }) => [question, rating, job.name])).toEqual([
      ["early", 5, "b"],
      ["late", 7, "a"],
    ]);
  });

  test("a point is the average of the window that ends with it, and knows its lowest and highest", () => {
    const all = points(answers(10, 4, 4, 4, 4, 9));
    expect(all.map(({ average }) => average)).toEqual([10, 7, 6, 5.5, 5.2, 5]);
    expect(all.at(-1)).toMatchObject({ lowest: 4, highest: 9 });
    expect(all[WINDOW - 1]).toMatchObject({ lowest: 4, highest: 10 });
  });

  test("groups average and count", () => {
    const elsewhere = answers(9).map((answer) => ({ ...answer, job: { id: "k", name: "j" } }));
    const all = [...answers(6, 7), ...elsewhere];
    const found = groups(all, ({ job }) => ({ key: job.id, name: job.name }));
    expect(found.map(({ key, name, average, answers }) => [key, name, average, answers])).toEqual([
      ["j", "j", 6.5, 2],
      ["k", "j", 9, 1],
    ]);
    expect(groups([], () => ({ key: "k", name: "j" }))).toEqual([]);
  });

  test("the weakest is the lowest, and of equals the oldest", () => {
    expect(weakest(answers(6, 4, 4, 9))?.question).toBe("1");
    expect(weakest([])).toBeUndefined();
  });
});

describe("days of practice", () => {
  const now = new Date(2026, 10, 28, 23, 30).getTime();

  test("there are as many as four weeks have, today last, however often one practised on it", () => {
    const days = practised([at(28), at(28), at(27)], now);
    expect(days).toHaveLength(DAYS);
    expect(days.map((was, index) => (was ? index : -1)).filter((index) => index >= 0)).toEqual([26, 27]);
  });

  test("the first day counts, the one before it does not", () => {
    expect(practised([at(1)], now)[0]).toBe(true);
    expect(practised([new Date(2026, 9, 31, 9).toISOString()], now)).not.toContain(true);
  });
});

describe("paths of the chart", () => {
  test("10 is above and 1 below; the first answer left and the last right", () => {
    expect(paths(points(answers(10, 1))).dots).toBe("M0 0h0M600 200h0");
  });

  test("one answer stands in the middle", () => {
    expect(paths(points(answers(10))).dots).toBe("M300 0h0");
  });

  test("the band goes along the highest and back along the lowest", () => {
    expect(paths(points(answers(10, 1))).band).toBe("M0 0L600 0L600 200L0 0Z");
  });
});
