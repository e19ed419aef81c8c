// Ratings by topic and by difficulty, the days of practice, and what interviews and résumé checks were rated.

import { useId, useState, type ReactNode } from "react";
import { count, shortDate } from "../../parts/dates.ts";
import { capital } from "../../parts/Loading.tsx";
import { isWeak } from "../../parts/rating.ts";
import { Strokes } from "../../parts/Strokes.tsx";
import type { Schema } from "../../queries/api.ts";
import { DAYS, practised, STATUS, streakWords, tenths, trendWords } from "./words.ts";

type Row = { key: string; name: string; note: string; value: number; weak?: boolean };

function Rows({ title, rows, shown = rows.length, children }: RowsProps) {
  const id = useId();
  const [all, setAll] = useState(false);
  const some = all ? rows : rows.slice(0, shown);
  if (rows.length === 0) return null;
  return (
    <section className="card stack g3" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="list">
        {some.map(({ key, name, note, value, weak = isWeak(value) }) => (
          <li className={weak ? "cat weak" : "cat"} key={key}>
            <span>
              {name} <span className="tiny dim block">{note}</span>
            </span>
            <Strokes value={Math.round(value)} />
            <b className="num">
              {tenths(value)}
              <span className="vh"> of 10</span>
            </b>
          </li>
        ))}
      </ul>
      {some.length < rows.length && (
        <div>
          <button className="btn slim" type="button" onClick={() => setAll(true)}>
            Show all {rows.length}
          </button>
        </div>
      )}
      {children}
    </section>
  );
}

type RowsProps = { title: string; rows: readonly Row[]; shown?: number; children?: ReactNode };

const TOPICS_SHOWN = 8;

export function Topics({ topics }: { topics: Schema["TopicProgress"][] }) {
  const rows = topics.map(({ topic, count: answers, estimate, low, high, status, trend }) => ({
    key: topic,
    name: capital(topic),
    note: [
      STATUS[status],
      `likely ${tenths(low)} to ${tenths(high)}`,
      count(answers, "answer"),
      trendWords(trend),
    ]
      .filter(Boolean)
      .join(" · "),
    value: estimate,
    weak: status === "weak",
  }));
  return (
    <Rows title="By topic" rows={rows} shown={TOPICS_SHOWN}>
      <p className="tiny dim">
        Topics are found in the words of a question, without AI. A number is an estimate: of few answers it stays near
        your own average.
      </p>
    </Rows>
  );
}

export function Difficulties({ difficulties }: { difficulties: Schema["DifficultyProgress"][] }) {
  const rows = difficulties.map(({ difficulty, count: answers, mean }) => ({
    key: difficulty,
    name: capital(difficulty),
    note: count(answers, "answer"),
    value: mean,
  }));
  return <Rows title="By difficulty" rows={rows} />;
}

const HELD_SHOWN = 5;

/** The newest first. */
export function Held({ of: { interviews, resumes } }: { of: Schema["Progress"] }) {
  const rows = [
    ...interviews.map(({ interviewId, rating, at }) => ({ key: interviewId, name: "Interview", at, value: rating })),
    ...resumes.map(({ id, overallScore, at }) => ({ key: id, name: "Résumé check", at, value: overallScore })),
  ]
    .sort((one, other) => other.at.localeCompare(one.at))
    .map((row) => ({ ...row, note: shortDate(row.at) }));
  return <Rows title="Interviews and résumé checks" rows={rows} shown={HELD_SHOWN} />;
}

const [STEP, WEEK, GAP] = [10, 7, 8];
const [TALL, SHORT] = ["4v28", "22v10"];

export function Days({ of: { days, today, streak } }: { of: Schema["Progress"] }) {
  const strokesOf = practised(days, today);
  const number = strokesOf.filter(Boolean).length;
  const x = (index: number) => STEP / 2 + STEP * index + GAP * Math.floor(index / WEEK);
  const strokes = (on: boolean, stroke: string) =>
    strokesOf.flatMap((was, index) => (was === on ? [`M${x(index)} ${stroke}`] : [])).join("");
  return (
    <section className="card stack g3" aria-labelledby="days">
      <h2 id="days">
        {number === 0 ? "No answers" : `Answers on ${count(number, "day")}`} in the last four weeks
      </h2>
      <svg className="days" viewBox={`0 0 ${x(DAYS - 1) + STEP / 2} 36`} preserveAspectRatio="none" aria-hidden="true">
        <path d={strokes(false, SHORT)} />
        <path className="on" d={strokes(true, TALL)} />
      </svg>
      <p className="tiny dim">
        One stroke is one day, and the last is today. {streakWords(streak)}
      </p>
    </section>
  );
}
