// Chart's paths: days from left to right as the calendar has them, mean ratings from 1 below to 10 above.

import { HIGHEST } from "../../parts/rating.ts";

export const WIDTH = 600;
export const HEIGHT = 200;
const LOWEST = 1;

/** A day with its mean rating. */
export type Rated = { day: string; count: number; mean: number };

export function paths(days: readonly Rated[]): { curve: string; dots: string; grid: string } {
  const times = days.map(({ day }) => Date.parse(day));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const x = (time: number) => (first === last ? WIDTH / 2 : ((time - first) / (last - first)) * WIDTH);
  const places = days.map(({ mean }, index) => `${round(x(times[index] ?? first))} ${round(height(mean))}`);
  return {
    curve: `M${places.join("L")}`,
    dots: places.map((place) => `M${place}h0`).join(""),
    grid: GRID.map((rating) => `M0 ${round(height(rating))}H${WIDTH}`).join(""),
  };
}

/** The lines behind, which have their number beside them. */
export const GRID = [10, 7, 4, 1] as const;

function height(rating: number): number {
  return ((HIGHEST - rating) / (HIGHEST - LOWEST)) * HEIGHT;
}

const round = (number: number): number => Math.round(number * 10) / 10;
