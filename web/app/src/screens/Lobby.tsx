// Lobby: device check before an interview. Nothing is created or counted before the microphone works.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import "../look/lobby.css";
import { Loaded } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import { useJob, useReads } from "../queries/queries.ts";
import { DeviceCheck } from "../voice/DeviceCheck.tsx";
import { DeviceProblemNote } from "../voice/DeviceProblemNote.tsx";
import { preferManual, prefersManual } from "../voice/turn-preference.ts";
import { useMicrophone, type Microphone } from "../voice/use-microphone.ts";
import { Start, Write } from "./lobby/Start.tsx";
import { Turns } from "./lobby/Turns.tsx";
import { useCreation } from "./lobby/use-creation.ts";

const LEAD = "Nothing is counted until the interviewer is on the line.";

export default function Lobby({ job }: { job: string }) {
  const read = useJob(job);
  const title = read.data ? (read.data.job.title ?? read.data.job.name) : undefined;
  return (
    <Screen title="Before you begin" back={{ href: paths.job(job), label: title ?? "The job" }} lead={LEAD}>
      <Loaded of={read} what="the job">
        {() => <Preparation job={job} />}
      </Loaded>
    </Screen>
  );
}

function Preparation({ job }: { job: string }) {
  const { data: config } = useQuery(useReads().config());
  const creation = useCreation(job);
  const microphone = useMicrophone({ automatic: true });
  const [manual, setManual] = useState(prefersManual);
  const choose = (chosen: boolean) => {
    preferManual(chosen);
    setManual(chosen);
  };
  const spoken = config?.voice.provider !== "off";
  return (
    <div className="cols aside">
      <div className="stack g5">
        <OpenInterview job={job} />
        {!spoken && (
          <Note tone="look" icon="microphone" title="There are no spoken interviews here.">
            <p>Hold it in writing: the questions and the marks are the same.</p>
          </Note>
        )}
        {spoken && (
          <div className="narrow-screen">
            <Write job={job} creation={creation} look="btn wide" />
          </div>
        )}
        {spoken && microphone.problem && (
          <DeviceProblemNote problem={microphone.problem} actions={<CheckAgain microphone={microphone} />} />
        )}
        {spoken && <DeviceCheck microphone={microphone} />}
        {spoken && <Turns manual={manual} choose={choose} />}
      </div>
      <Start job={job} creation={creation} microphone={microphone} manual={manual} spoken={spoken} />
    </div>
  );
}

function CheckAgain({ microphone: { state, open } }: { microphone: Microphone }) {
  return (
    <button className="btn slim" type="button" disabled={state === "asking"} onClick={() => void open()}>
      Check again
    </button>
  );
}

/** One that was begun and is not over: going on with it uses nothing. */
function OpenInterview({ job }: { job: string }) {
  const { data } = useQuery(useReads().interviews(job));
  const open = data?.find(({ state }) => state === "active");
  if (!open) return null;
  const href = open.kind === "text" ? paths.written(job, open.id) : paths.spoken(job, open.id);
  const go = (
    <Link className="btn slim" href={href}>
      Go on with it
    </Link>
  );
  return (
    <Note tone="look" title="An interview for this job is not over." actions={go}>
      <p>Going on with it uses nothing of your plan.</p>
    </Note>
  );
}
