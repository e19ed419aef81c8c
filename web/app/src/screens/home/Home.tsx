// Home: what was left off comes first, then the jobs with their latest ratings, then the form for another one.

import { useEffect, useState } from "react";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { useHeading } from "../../parts/Screen.tsx";
import type { Schema } from "../../queries/api.ts";
import { useJobs, useMe } from "../../queries/queries.ts";
import { AddJob } from "./AddJob.tsx";
import { greeting } from "./greeting.ts";
import { JobList } from "./JobList.tsx";
import { PickUp } from "./PickUp.tsx";
import { UseExample } from "./UseExample.tsx";

export function Home() {
  const heading = useHeading("Home");
  const { data: me } = useMe();
  const jobs = useJobs();
  return (
    <>
      <div className="head">
        <h1 ref={heading} tabIndex={-1}>
          {greeting(me?.name, new Date().getHours())}
        </h1>
      </div>
      <Deleted />
      <Loaded of={jobs} what="your jobs">
        {(all) => (all.length === 0 ? <NoJobs /> : <Jobs jobs={all} />)}
      </Loaded>
    </>
  );
}

function Jobs({ jobs }: { jobs: readonly Schema["ListedJobInfo"][] }) {
  return (
    <div className="cols aside">
      <div className="stack g6">
        <PickUp jobs={jobs} />
        <JobList jobs={jobs} />
      </div>
      <aside className="stack g5" aria-label="Add a job">
        <AddJob first={false} />
      </aside>
    </div>
  );
}

function NoJobs() {
  return (
    <div className="stack g5 measure">
      <section className="board big stack" aria-labelledby="no-jobs">
        <h2 id="no-jobs" className="say">
          Paste the ad of the job you want.
        </h2>
        <p className="over">
          Questions, interviews and résumé checks all start from it. None at hand? Take the ad of a company that does
          not exist, and look around.
        </p>
        <UseExample />
      </section>
      <AddJob first />
    </div>
  );
}

/** What the page of a job that was deleted left behind for this one. */
export type LeftBehind = { deleted?: string };

function Deleted() {
  const [name] = useState(() => (history.state as LeftBehind | null)?.deleted);
  useEffect(() => {
    // Said once: a reload, or coming back, has nothing to say.
    if (name !== undefined) history.replaceState(null, "");
  }, [name]);
  if (name === undefined) return null;
  return (
    <div className="after">
      <Note tone="good" title={`“${name}” is deleted.`} live>
        <p>Its questions, answers, interviews and résumé checks are gone with it.</p>
      </Note>
    </div>
  );
}
