// Progress: what the API has computed of all ratings: how good the answers are likely to be, by topic and day by day.

import "../look/charts.css";
import "../look/marks.css";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { count } from "../parts/dates.ts";
import { Loaded } from "../parts/Loading.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import type { Schema } from "../queries/api.ts";
import { useJobs, useReads } from "../queries/queries.ts";
import { Chart } from "./progress/Chart.tsx";
import { Days, Difficulties, Held, Topics } from "./progress/Groups.tsx";
import { likely, tenths } from "./progress/words.ts";

const ALL = "";

export default function Progress() {
  const { data: jobs } = useJobs();
  const [chosen, setChosen] = useState(ALL);
  const progress = useQuery(useReads().progress(chosen || null));
  return (
    <Screen title="Progress" lead="What your answers were rated, and how sure that is.">
      <div className="stack g5">
        {jobs && jobs.length > 1 && <PickJob jobs={jobs} chosen={chosen} choose={setChosen} />}
        <Loaded of={progress} what="your progress">
          {(data) => {
            if (data.answers.mean !== null) return <Found of={data} />;
            return <Empty of={data} job={chosen || jobs?.[0]?.id} />;
          }}
        </Loaded>
      </div>
    </Screen>
  );
}

type Pick = { jobs: Schema["ListedJobInfo"][]; chosen: string; choose: (job: string) => void };

function PickJob({ jobs, chosen, choose }: Pick) {
  return (
    <div className="pick-job">
      <label className="vh" htmlFor="of-job">
        Job
      </label>
      <select
        className="in slimin"
        id="of-job"
        value={chosen}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        <option value={ALL}>All jobs</option>
        {jobs.map(({ id, name, title }) => (
          <option key={id} value={id}>
            {title ?? name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Empty({ of, job }: { of: Schema["Progress"]; job: string | undefined }) {
  return (
    <>
      <div className="empty">
        <h2>Your first rating appears here.</h2>
        <p>{job ? "Answer one question." : "Paste the ad of the job you want, then answer one question."}</p>
        {of.answers.excluded > 0 && <p className="small dim">{leftOut(of.answers.excluded)}</p>}
        <Link className="btn go" href={job ? paths.job(job) : paths.home()}>
          {job ? "Ask a question" : "Paste an ad"}
        </Link>
      </div>
      <Held of={of} />
    </>
  );
}

function Found({ of }: { of: Schema["Progress"] }) {
  return (
    <>
      <section className="card stack" aria-labelledby="ratings">
        <Headline of={of.answers} />
        <Chart days={of.days} />
      </section>
      <div className="cols even">
        <div className="stack g5">
          <Topics topics={of.topics} />
          <Held of={of} />
        </div>
        <div className="stack g5">
          <Days of={of} />
          <Difficulties difficulties={of.difficulties} />
        </div>
      </div>
    </>
  );
}

function Headline({ of }: { of: Schema["AnswerProgress"] }) {
  const rest = of.excluded > 0 ? ` ${leftOut(of.excluded)}` : "";
  return (
    <div className="stack g1">
      <h2 id="ratings">
        {tenths(of.mean ?? 0)} of 10{likely(of)}
      </h2>
      <p className="small dim">
        {`The average of ${count(of.count, "answer")} to ${count(of.questions, "question")}. `}
        With few answers the range is wide; it gets narrower with each one.{rest}
      </p>
    </div>
  );
}

function leftOut(number: number): string {
  return `${count(number, "answer")} ${number === 1 ? "is" : "are"} left out.`;
}
