// Progress: ratings over time, by job and by difficulty, and days of practice; computed in the page as lists arrive.

import "../look/charts.css";
import "../look/marks.css";
import { useState } from "react";
import { Link } from "wouter";
import { count, date } from "../parts/dates.ts";
import { Loaded, Skeleton } from "../parts/Loading.tsx";
import { ProblemNote } from "../parts/ProblemNote.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import type { Schema } from "../queries/api.ts";
import { useEachJob } from "../queries/each-job.ts";
import { useJobs, useReads } from "../queries/queries.ts";
import { Chart, tenths } from "./progress/Chart.tsx";
import { Days, Groups, Next } from "./progress/Groups.tsx";
import { groups, points, practised, rated, weakest, WINDOW, type Rated } from "./progress/ratings.ts";

/** Two requests each; for more the page waits until it is asked. */
const JOBS_AT_ONCE = 20;
const DIFFICULTIES = { easy: "Easy", medium: "Medium", hard: "Hard" };
const WEAK_FROM = 8;

export default function Progress() {
  const jobs = useJobs();
  const [most, setMost] = useState(JOBS_AT_ONCE);
  const older = (jobs.data?.length ?? 0) - most;
  return (
    <Screen title="Progress" lead="The latest answer to each question, over all your jobs.">
      <Loaded of={jobs} what="your jobs">
        {(all) => <OfJobs jobs={all.slice(0, most)} />}
      </Loaded>
      {older > 0 && (
        <p className="line">
          <button className="btn" type="button" onClick={() => setMost(most + JOBS_AT_ONCE)}>
            Look through {count(older, "older job")} too
          </button>
        </p>
      )}
    </Screen>
  );
}

function OfJobs({ jobs }: { jobs: Schema["ListedJobInfo"][] }) {
  const reads = useReads();
  const questions = useEachJob(jobs, reads.questions);
  const interviews = useEachJob(jobs, reads.interviews, questions.done === jobs.length);
  const answers = rated(questions.lists);
  const reading = questions.done < jobs.length;
  const failed = [questions, interviews].find(({ error }) => error);
  const asked = questions.lists.flatMap(({ items }) =>
    items.flatMap(({ createdAt, latestAnswer }) => [createdAt, latestAnswer?.createdAt ?? createdAt]),
  );
  const held = interviews.lists.flatMap(({ items }) => items.flatMap(({ startedAt }) => startedAt ?? []));
  return (
    <div className="stack g5" aria-busy={reading}>
      {reading && (
        <p className="small dim num">
          {questions.done} of {count(jobs.length, "job")} read. What has arrived is below.
        </p>
      )}
      {failed?.error && (
        <ProblemNote error={failed.error} title="Some ratings could not be read." retry={failed.retry} />
      )}
      {answers.length > 0 && <Ratings answers={answers} days={practised([...asked, ...held], Date.now())} />}
      {answers.length === 0 && reading && <Skeleton label="Loading your ratings" />}
      {answers.length === 0 && !reading && !failed && <Empty job={jobs[0]?.id} />}
    </div>
  );
}

function Empty({ job }: { job: string | undefined }) {
  return (
    <div className="empty">
      <h2>Your first rating appears here.</h2>
      <p>{job ? "Answer one question." : "Paste the ad of the job you want, then answer one question."}</p>
      <Link className="btn go" href={job ? paths.job(job) : paths.home()}>
        {job ? "Ask a question" : "Paste an ad"}
      </Link>
    </div>
  );
}

const ALL = "";

function Ratings({ answers, days }: { answers: Rated[]; days: boolean[] }) {
  const [chosen, setChosen] = useState(ALL);
  const jobs = [...new Map(answers.map(({ job }) => [job.id, job])).values()];
  const shown = answers.filter(({ job }) => chosen === ALL || job.id === chosen);
  const of = points(shown);
  const order = Object.keys(DIFFICULTIES);
  const difficulties = groups(shown, ({ difficulty }) => ({ key: difficulty, name: DIFFICULTIES[difficulty] })).sort(
    (one, other) => order.indexOf(one.key) - order.indexOf(other.key),
  );
  const byJob = groups(answers, ({ job }) => ({ key: job.id, name: job.name }));
  const low = weakest(shown);
  return (
    <>
      <section className="card stack" aria-labelledby="ratings">
        <div className="line apart">
          <Headline points={of} />
          {jobs.length > 1 && (
            <div className="pick-job">
              <label className="vh" htmlFor="of-job">
                Job
              </label>
              <select
                className="in slimin"
                id="of-job"
                value={chosen}
                onChange={({ currentTarget }) => setChosen(currentTarget.value)}
              >
                <option value={ALL}>All jobs</option>
                {jobs.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          )}
        </div>
        <Chart points={of} />
      </section>
      <div className="cols even">
        <div className="stack g5">
          <Groups title="By difficulty" groups={difficulties} />
          <Days days={days} />
        </div>
        <div className="stack g5">
          {low && low.rating < WEAK_FROM && <Next weakest={low} />}
          {jobs.length > 1 && chosen === ALL && <Groups title="By job" groups={byJob} />}
        </div>
      </div>
    </>
  );
}

function Headline({ points: of }: { points: ReturnType<typeof points> }) {
  const [first, last] = [of[0], of.at(-1)];
  if (!first || !last) return <h2 id="ratings">No rating of this job yet</h2>;
  const number = Math.min(WINDOW, of.length);
  const range = last.lowest === last.highest ? `${last.lowest} each` : `${last.lowest} to ${last.highest}`;
  const day = `${date(first.at) === date(last.at) ? "on" : "since"} ${date(first.at)}`;
  return (
    <div className="stack g1">
      <h2 id="ratings">
        {number === 1
          ? `Your first rating is ${last.rating} of 10`
          : `Your last ${number} answers average ${tenths(last.average)} of 10`}
      </h2>
      <p className="small dim">
        {number < of.length
          ? `${count(of.length, "answer")} ${day}; the last ${number} were rated ${range}.`
          : `Answered ${day}${number === 1 ? "" : `; rated ${range}`}.`}
      </p>
    </div>
  );
}
