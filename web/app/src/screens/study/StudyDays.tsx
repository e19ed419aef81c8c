// Days of a plan: each with its minutes in the margin and its tasks, which lead to where they are done.

import { Link } from "wouter";
import { count, noon, shortDate } from "../../parts/dates.ts";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { taskLines, taskTitle } from "./words.ts";

export function StudyDays({ plan: { days, today, interviewOn }, job }: { plan: Schema["StudyPlan"]; job: string }) {
  const busy = days.filter(({ tasks, day }) => tasks.length > 0 || day === today || day === interviewOn);
  return (
    <section className="stack g3" aria-labelledby="days-title">
      <h2 id="days-title">Day by day</h2>
      <ol className="leaf">
        {busy.map(({ day, minutes, tasks }, index) => (
          <li className={index === 0 ? "row" : "row rule"} key={day}>
            <div className="gut">
              <small>{day === today ? "today" : shortDate(noon(day))}</small>
              {minutes > 0 && <small>{minutes} min</small>}
            </div>
            <div className="words">
              {tasks.length === 0 && (
                <p className="dim">{day === interviewOn ? "Your interview." : "Nothing more today."}</p>
              )}
              {taskLines(tasks).map((line) => (
                <p key={line.key}>
                  <Link href={hrefOf(line.task, job)}>{taskTitle(line)}</Link>
                  <span className="tiny dim block">
                    {count(line.minutes, "minute")} · {line.task.why}
                  </span>
                </p>
              ))}
            </div>
          </li>
        ))}
      </ol>
      <p className="small dim">
        The plan is made anew with each answer, by rules and without AI. Minutes a day are in your{" "}
        <Link href={paths.settings()}>settings</Link>.
      </p>
    </section>
  );
}

function hrefOf({ kind, questionId, difficulty, topic }: Schema["PlanTask"], job: string): string {
  if (kind === "review") return paths.due(job);
  if (kind === "mock") return paths.lobby(job);
  if (kind === "last-look" && questionId !== undefined) return paths.question(job, questionId);
  return paths.newQuestion(job, difficulty ?? "auto", topic);
}
