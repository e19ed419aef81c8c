// Chart's paths: points in the order of the answers, ratings from 1 below to 10 above.

import { HIGHEST } from "../../parts/rating.ts";
import type { Point } from "./ratings.ts";

export const WIDTH = 600;
export const HEIGHT = 200;
const LOWEST = 1;

type Place = { x: number; y: number };

export function paths(points: readonly Point[]): { band: string; curve: string; dots: string; grid: string } {
  const x = (index: number) => (points.length === 1 ? WIDTH / 2 : (index / (points.length - 1)) * WIDTH);
  const along = (value: (point: Point) => number): Place[] =>
    points.map((point, index) => ({ x: x(index), y: height(value(point)) }));
  const upper = along(({ highest }) => highest);
  const lower = along(({ lowest }) => lowest).reverse();
  const dots = along(({ rating }) => rating).map((place) => `M${at(place)}h0`);
  return {
    band: `M${[...upper, ...lower].map(at).join("L")}Z`,
    curve: `M${along(({ average }) => average).map(at).join("L")}`,
    dots: dots.join(""),
    grid: GRID.map((rating) => `M0 ${round(height(rating))}H${WIDTH}`).join(""),
  };
}

/** The lines behind, which have their number beside them. */
export const GRID = [10, 7, 4, 1] as const;

function height(rating: number): number {
  return ((HIGHEST - rating) / (HIGHEST - LOWEST)) * HEIGHT;
}

const at = ({ x, y }: Place): string => `${round(x)} ${round(y)}`;
const round = (number: number): number => Math.round(number * 10) / 10;
