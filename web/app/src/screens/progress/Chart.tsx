// Chart of ratings: the mean of each day in SVG, and the same numbers as a table.

import { count, date, noon, shortDate } from "../../parts/dates.ts";
import { Icon } from "../../parts/Icon.tsx";
import type { Schema } from "../../queries/api.ts";
import { GRID, HEIGHT, paths, WIDTH, type Rated } from "./chart-paths.ts";
import { tenths } from "./words.ts";

/** Fewer days are shown as dots: they make no line. */
const LINE_FROM = 3;

export function Chart({ days }: { days: Schema["DayProgress"][] }) {
  const rated = days.flatMap(({ day, count, mean }): Rated[] => (mean === null ? [] : [{ day, count, mean }]));
  if (rated.length === 0) return null;
  const { curve, dots, grid } = paths(rated);
  return (
    <>
      <figure className="chart">
        <div className="y" aria-hidden="true">
          {GRID.map((rating) => (
            <span key={rating}>{rating}</span>
          ))}
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={summary(rated)}>
          <path className="grid" d={grid} />
          {rated.length >= LINE_FROM && <path className="curve" d={curve} />}
          <path className="dots under" d={dots} />
          <path className="dots" d={dots} />
        </svg>
        <div className="x" aria-hidden="true">
          {labels(rated).map((label) => (
            <span key={label}>{label}</span>
          ))}
        </div>
      </figure>
      <p className="small dim">A dot is the average of one day, of the last ninety.</p>
      <Table days={rated} />
    </>
  );
}

/** Beginning and end; one day is the day of the whole chart. */
function labels(days: readonly Rated[]): string[] {
  return [...new Set([days[0], days.at(-1)].map((rated) => (rated ? shortDate(noon(rated.day)) : "")))];
}

function summary(days: readonly Rated[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return "No ratings";
  if (days.length === 1) return `Average of ${date(noon(first.day))}: ${tenths(first.mean)} of 10`;
  const from = `Averages of ${count(days.length, "day")} since ${date(noon(first.day))}`;
  return `${from}: ${tenths(first.mean)} on the first, ${tenths(last.mean)} on the last.`;
}

function Table({ days }: { days: readonly Rated[] }) {
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
              <th scope="col" className="n">
                Answers
              </th>
              <th scope="col" className="n">
                Average
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, count, mean }) => (
              <tr key={day}>
                <td>{shortDate(noon(day))}</td>
                <td className="n">{count}</td>
                <td className="n">{tenths(mean)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
