// Chart of ratings: band, line and dots in SVG, and the same numbers as a table.

import type { ReactNode } from "react";
import { date, shortDate } from "../../parts/dates.ts";
import { Icon } from "../../parts/Icon.tsx";
import { GRID, HEIGHT, paths, WIDTH } from "./chart-paths.ts";
import { LINE_FROM, WINDOW, type Point } from "./ratings.ts";

export const tenths = (number: number): string =>
  number.toLocaleString(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function Chart({ points }: { points: Point[] }) {
  const { band, curve, dots, grid } = paths(points);
  const line = points.length >= LINE_FROM;
  const number = Math.min(WINDOW, points.length);
  return (
    <>
      <figure className="chart">
        <div className="y" aria-hidden="true">
          {GRID.map((rating) => (
            <span key={rating}>{rating}</span>
          ))}
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary(points)}>
          <path className="grid" d={grid} />
          {line && <path className="band" d={band} />}
          {line && <path className="curve" d={curve} />}
          <path className="dots under" d={dots} />
          <path className="dots" d={dots} />
        </svg>
        <div className="x" aria-hidden="true">
          {labels(points).map((label, index) => (
            <span key={index}>{label}</span>
          ))}
        </div>
      </figure>
      <div className="line small dim">
        {line && (
          <>
            <Key label={`Average of the last ${number} answers`} shape={<path d="M2 6h20" />} />
            <Key label="Their lowest to highest" shape={<rect width="24" height="12" rx="2" />} />
          </>
        )}
        <Key label="One answer" shape={<path className="dot" d="M12 6h0" />} />
      </div>
      <Table points={points} line={line} />
    </>
  );
}

function Key({ label, shape }: { label: string; shape: ReactNode }) {
  return (
    <span className="key">
      <svg viewBox="0 0 24 12" aria-hidden="true">
        {shape}
      </svg>
      {label}
    </span>
  );
}

/** Beginning, middle and end; few points are enough with the first. */
function labels(points: readonly Point[]): string[] {
  const last = points.length - 1;
  const places = points.length < LINE_FROM ? [0, last] : [0, Math.floor(last / 2), last];
  const dates = places.map((place) => points[place]).map((point) => (point ? shortDate(point.at) : ""));
  return new Set(dates).size === 1 ? dates.slice(0, 1) : dates;
}

function summary(points: readonly Point[]): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return "No ratings";
  if (points.length < LINE_FROM) return `Ratings: ${points.map(({ rating }) => rating).join(", ")}`;
  const number = Math.min(WINDOW, points.length);
  const all = `Ratings of ${points.length} answers since ${date(first.at)}`;
  return `${all}; the last ${number} average ${tenths(last.average)}.`;
}

function Table({ points, line }: { points: Point[]; line: boolean }) {
  return (
    <details>
      <summary>
        <Icon name="forward" />
        Show as a table
      </summary>
      <div className="scroll" tabIndex={0} role="region" aria-label="Ratings as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Job</th>
              <th scope="col">Difficulty</th>
              <th scope="col" className="n">
                Rating
              </th>
              {line && (
                <>
                  <th scope="col" className="n">
                    Average
                  </th>
                  <th scope="col" className="n">
                    Range
                  </th>
                </>
              )}
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ question, at, job, difficulty, rating, average, lowest, highest }) => (
              <tr key={question}>
                <td>{shortDate(at)}</td>
                <td>{job.name}</td>
                <td>{difficulty}</td>
                <td className="n">{rating}</td>
                {line && (
                  <>
                    <td className="n">{tenths(average)}</td>
                    <td className="n">
                      {lowest}–{highest}
                    </td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
