// Averages by job and by difficulty, the days of practice, and what to answer again.

import { useId } from "react";
import { Link } from "wouter";
import { count } from "../../parts/dates.ts";
import { isWeak } from "../../parts/rating.ts";
import { Strokes } from "../../parts/Strokes.tsx";
import { paths } from "../../paths.ts";
import { tenths } from "./Chart.tsx";
import { DAYS, type Group, type Rated } from "./ratings.ts";

export function Groups({ title, groups }: { title: string; groups: Group[] }) {
  const id = useId();
  return (
    <section className="card stack g3" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul className="list">
        {groups.map(({ key, name, average, answers }) => (
          <li className={isWeak(average) ? "cat weak" : "cat"} key={key}>
            <span>
              {name} <span className="tiny dim">{count(answers, "answer")}</span>
            </span>
            <Strokes value={Math.round(average)} />
            <b className="num">
              {tenths(average)}
              <span className="vh"> of 10</span>
            </b>
          </li>
        ))}
      </ul>
    </section>
  );
}

const [STEP, WEEK, GAP] = [10, 7, 8];
const [TALL, SHORT] = ["4v28", "22v10"];

export function Days({ days }: { days: boolean[] }) {
  const practised = days.filter(Boolean).length;
  const x = (index: number) => STEP / 2 + STEP * index + GAP * Math.floor(index / WEEK);
  const strokes = (on: boolean, stroke: string) =>
    days.flatMap((was, index) => (was === on ? [`M${x(index)} ${stroke}`] : [])).join("");
  return (
    <section className="card stack g3" aria-labelledby="days">
      <h2 id="days">
        {practised === 0 ? "No practice" : `Practice on ${count(practised, "day")}`} in the last four weeks
      </h2>
      <svg className="days" viewBox={`0 0 ${x(DAYS - 1) + STEP / 2} 36`} preserveAspectRatio="none" aria-hidden="true">
        <path d={strokes(false, SHORT)} />
        <path className="on" d={strokes(true, TALL)} />
      </svg>
      <p className="tiny dim">
        One stroke is one day, and the last is today. On tall ones you had a question, an answer or an interview.
      </p>
    </section>
  );
}

export function Next({ weakest }: { weakest: Rated }) {
  return (
    <aside className="board stack" aria-labelledby="next">
      <h2 className="over" id="next">
        Next, if you like
      </h2>
      <p className="say">
        A question for {weakest.job.name} has the most to gain: {weakest.rating} of 10 so far. Answering again is free.
      </p>
      <div>
        <Link className="btn go" href={paths.question(weakest.job.id, weakest.question)}>
          Answer it again
        </Link>
      </div>
    </aside>
  );
}
