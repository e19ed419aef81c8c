// Progress: what is said of the numbers of the API, and where they stand in the chart.

import { describe, expect, test } from "vitest";
import { HEIGHT, paths, WIDTH } from "../../app/src/screens/progress/chart-paths.ts";
import { DAYS, likely, practised, streakWords, trendWords } from "../../app/src/screens/progress/words.ts";

const rated = (...means: [string, number][]) => means.map(([day, mean]) => ({ day, mean, count: 1 }));

describe("words", () => {
  test("say a range, and nothing of one that is not known", () => {
    expect(likely({ low: 6, high: 6.84 })).toBe(", likely 6.0 to 6.8");
    expect(likely({ low: null, high: null })).toBe("");
  });

  test("call a change of a tenth or two none", () => {
    const words = [null, 0.2, -0.2, 0.3, -1.25].map(trendWords);
    expect(words).toEqual([null, null, null, "up 0.3 lately", "down 1.3 lately"]);
  });

  test("tell of days in a row while they last, and reproach nobody", () => {
    const words = (current: number, longest: number) => streakWords({ current, longest, today: true });
    expect(words(0, 11)).toBeNull();
    expect(words(1, 11)).toBeNull();
    expect(words(4, 4)).toBe("4 days in a row now.");
    expect(words(4, 11)).toBe("4 days in a row now; the longest were 11.");
  });
});

describe("days of practice", () => {
  test("are the last four weeks, today last, also where the clocks change", () => {
    // In New York 1 November 2026 has 25 hours, in Apia nothing changes: a day is a day.
    const days = practised([{ day: "2026-11-28", count: 2 }, { day: "2026-11-01", count: 1 }], "2026-11-28");
    expect(days).toHaveLength(DAYS);
    expect(days.flatMap((on, index) => (on ? [index] : []))).toEqual([0, DAYS - 1]);
  });

  test("leave out what is older, and days without an answer", () => {
    const days = practised([{ day: "2026-10-31", count: 5 }, { day: "2026-11-27", count: 0 }], "2026-11-28");
    expect(days).not.toContain(true);
  });
});

describe("paths of the chart", () => {
  test("put days where the calendar has them, the highest rating above", () => {
    const { curve, dots } = paths(rated(["2026-11-01", 10], ["2026-11-02", 1], ["2026-11-05", 5.5]));
    expect(curve).toBe(`M0 0L${WIDTH / 4} ${HEIGHT}L${WIDTH} ${HEIGHT / 2}`);
    expect(dots.match(/h0/g)).toHaveLength(3);
  });

  test("put one day into the middle", () => {
    expect(paths(rated(["2026-11-01", 10])).dots).toBe(`M${WIDTH / 2} 0h0`);
  });
});
