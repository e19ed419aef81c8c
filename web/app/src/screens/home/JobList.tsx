// Job list: each job with its latest rating, which is read when its row is seen.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { count } from "../../parts/dates.ts";
import { Mark } from "../../parts/Strokes.tsx";
import { useSeen } from "../../parts/use-seen.ts";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { latestRating } from "./latest.ts";

type Listed = Schema["ListedJobInfo"];

/** Each row asks for one list of questions: so many are there at once, and so many more at a time. */
const SHOWN = 5;
const MORE = 20;

export function JobList({ jobs }: { jobs: readonly Listed[] }) {
  const [shown, setShown] = useState(SHOWN);
  const left = jobs.length - shown;
  return (
    <section className="stack g3" aria-labelledby="jobs-title">
      <h2 id="jobs-title">Your jobs</h2>
      <ul className="leaf">
        {jobs.slice(0, shown).map((job, index) => (
          <JobRow key={job.id} job={job} first={index === 0} />
        ))}
      </ul>
      {left > 0 && (
        <div className="line">
          <button className="btn slim" type="button" onClick={() => setShown(shown + MORE)}>
            Show {count(Math.min(left, MORE), "more job")}
          </button>
        </div>
      )}
    </section>
  );
}

function JobRow({ job, first }: { job: Listed; first: boolean }) {
  const [row, seen] = useSeen<HTMLLIElement>();
  const { data, isError } = useQuery({ ...useReads().questions(job.id), enabled: seen });
  const title = job.title ?? job.name;
  const facts = [job.name === title ? null : job.name, job.experienceLevel, data && asked(data)];
  return (
    <li className={first ? "row" : "row rule"} ref={row}>
      <div className="gut">
        {data ? <Mark value={latestRating(data)} small note="latest" /> : !isError && <span className="bone w2" />}
      </div>
      <div className="words">
        <h3>
          <Link className="title" href={paths.job(job.id)}>
            {title}
          </Link>
        </h3>
        <p className="small dim">{facts.filter(Boolean).join(" · ")}</p>
      </div>
    </li>
  );
}

function asked(questions: readonly Schema["Question"][]): string {
  return questions.length === 0 ? "no questions yet" : count(questions.length, "question");
}
