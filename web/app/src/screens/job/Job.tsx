// Job: the board that asks, the questions so far, and beside them interview, résumé and the ad.

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import { ApiError } from "../../../../src/client.ts";
import { Loaded, Skeleton } from "../../parts/Loading.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { Screen } from "../../parts/Screen.tsx";
import { paths } from "../../paths.ts";
import { useJob, useReads, type VersionedJob } from "../../queries/queries.ts";
import { Ad } from "./Ad.tsx";
import { Ask } from "./Ask.tsx";
import { BeingMade } from "./BeingMade.tsx";
import { EditJob } from "./EditJob.tsx";
import { InterviewCard } from "./InterviewCard.tsx";
import { LEVELS } from "./job-text.ts";
import { PlanCard } from "./PlanCard.tsx";
import { Questions } from "./Questions.tsx";
import { ResumeCard } from "./ResumeCard.tsx";

const BACK = { href: paths.home(), label: "Home" };

export default function Job({ job: id }: { job: string }) {
  const { data, error, refetch } = useJob(id);
  usePreload();
  if (data) return <Found versioned={data} />;
  const gone = error instanceof ApiError && error.is("not-found");
  return (
    <Screen title={gone ? "This job is not here" : "Job"} back={BACK}>
      {gone && <Gone />}
      {error && !gone && (
        <ProblemNote error={error} title="This job could not be read." retry={() => void refetch()} />
      )}
      {!error && <Skeleton label="Loading the job" />}
    </Screen>
  );
}

function Gone() {
  return (
    <div className="stack">
      <p>It was deleted, or it belongs to another account than the one you are signed in with.</p>
      <div className="acts">
        <Link className="btn" href={paths.home()}>
          See your jobs
        </Link>
      </div>
    </div>
  );
}

function Found({ versioned }: { versioned: VersionedJob }) {
  const [editing, setEditing] = useState(false);
  const { job } = versioned;
  const title = job.title ?? job.name;
  const level = LEVELS.find(({ value }) => value === job.experienceLevel)?.label ?? job.experienceLevel;
  const close = () => {
    setEditing(false);
    document.querySelector("h1")?.focus();
  };
  return (
    <Screen title={title} back={BACK} lead={job.name === title ? level : `${job.name} · ${level.toLowerCase()}`}>
      {editing ? (
        <EditJob opened={versioned} close={close} />
      ) : (
        <Practice versioned={versioned} edit={() => setEditing(true)} />
      )}
    </Screen>
  );
}

function Practice({ versioned: { job }, edit }: { versioned: VersionedJob; edit: () => void }) {
  const questions = useQuery(useReads().questions(job.id));
  return (
    <div className="cols aside">
      <div className="stack g6">
        <Ask job={job.id} />
        <BeingMade job={job.id} />
        <Loaded of={questions} what="the questions">
          {(asked) => <Questions questions={asked} />}
        </Loaded>
      </div>
      <aside className="stack g5" aria-label="Plan, interview, résumé and the ad">
        <PlanCard job={job} />
        <InterviewCard job={job.id} />
        <ResumeCard job={job.id} />
        <Ad job={job} edit={edit} />
      </aside>
    </div>
  );
}

/** What writes and reads streams is large: it comes while somebody reads this page. */
function usePreload() {
  useEffect(() => {
    const load = () => {
      if (navigator.onLine) void import("../Question.tsx").catch(() => {});
    };
    // Safari has no idle callback.
    if (typeof requestIdleCallback === "undefined") {
      const timer = setTimeout(load, 1_000);
      return () => clearTimeout(timer);
    }
    const idle = requestIdleCallback(load);
    return () => cancelIdleCallback(idle);
  }, []);
}
