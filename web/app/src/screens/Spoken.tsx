// Spoken interview: the call with what the lobby handed over, or, after a reload, a tap that goes on with it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState, type ReactNode } from "react";
import { Link } from "wouter";
import "../look/call.css";
import { Icon } from "../parts/Icon.tsx";
import { Loaded } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { paths } from "../paths.ts";
import { useApi, type Schema } from "../queries/api.ts";
import { keys, useJob, useReads } from "../queries/queries.ts";
import { useUserId } from "../session/SessionProvider.tsx";
import { CallMemory } from "../voice/call-memory.ts";
import { DeviceProblemNote } from "../voice/DeviceProblemNote.tsx";
import { type Handover, takeOver } from "../voice/handover.ts";
import { prefersManual } from "../voice/turn-preference.ts";
import { useMicrophone } from "../voice/use-microphone.ts";
import { voiceApi } from "../voice/voice-api.ts";
import { CallScreen } from "./spoken/CallScreen.tsx";
import { Frame } from "./spoken/Frame.tsx";

type Props = { job: string; interview: string };

export default function Spoken({ job, interview }: Props) {
  const read = useQuery(useReads().interview(interview));
  const [handover, setHandover] = useState(takeOver);
  const client = useQueryClient();
  const { data } = useJob(job);
  const takeBack = () => {
    void client.invalidateQueries({ queryKey: keys.interview(interview) });
    setHandover(undefined);
  };
  const jobTitle = data ? (data.job.title ?? data.job.name) : undefined;
  return (
    <Loaded of={read} what="the interview">
      {(of) =>
        handover ? (
          <Held job={job} jobTitle={jobTitle} of={of} handover={handover} takeBack={takeBack} />
        ) : (
          <Gate job={job} jobTitle={jobTitle} of={of} begin={setHandover} />
        )
      }
    </Loaded>
  );
}

type HeldProps = {
  job: string;
  jobTitle: string | undefined;
  of: Schema["Interview"];
  handover: Handover;
  takeBack: () => void;
};

function Held({ job, jobTitle, of, handover, takeBack }: HeldProps) {
  const api = useApi();
  const memory = useMemory(of.id);
  const { devices, manual } = handover;
  // The first one holds: what is read again meanwhile changes nothing of a call.
  const [startedAt] = useState(of.startedAt);
  const options = { interview: of.id, startedAt, manual, api: voiceApi(api, of.id), devices, memory };
  return <CallScreen options={options} job={job} jobTitle={jobTitle} interview={of.id} takeBack={takeBack} />;
}

function useMemory(interview: string): CallMemory {
  const userId = useUserId();
  return useMemo(() => new CallMemory(userId, interview, sessionStorage), [userId, interview]);
}

type GateProps = Pick<HeldProps, "job" | "jobTitle" | "of"> & { begin: (handover: Handover) => void };

/** Without a tap a browser plays nothing, and after a reload the microphone is to be opened anew. */
function Gate({ job, jobTitle, of, begin }: GateProps) {
  if (of.state === "finished") {
    return (
      <Closed
        jobTitle={jobTitle}
        title="This interview is over."
        href={paths.review(job, of.id)}
        label="To the review"
      />
    );
  }
  if (of.kind === "text") {
    return (
      <Closed
        jobTitle={jobTitle}
        title="This interview is held in writing."
        href={paths.written(job, of.id)}
        label="Go on with it"
      />
    );
  }
  return <GoOn job={job} jobTitle={jobTitle} of={of} begin={begin} />;
}

function Closed({
  jobTitle,
  title,
  href,
  label,
}: {
  jobTitle: string | undefined;
  title: string;
  href: string;
  label: string;
}) {
  return (
    <Standing jobTitle={jobTitle}>
      <Note
        title={title}
        actions={
          <Link className="btn slim" href={href}>
            {label}
          </Link>
        }
      />
    </Standing>
  );
}

function Standing({ jobTitle, children }: { jobTitle: string | undefined; children: ReactNode }) {
  return (
    <Frame jobTitle={jobTitle}>
      <main id="main" tabIndex={-1}>
        <div className="floor">{children}</div>
      </main>
    </Frame>
  );
}

function GoOn({ job, jobTitle, of, begin }: GateProps) {
  const microphone = useMicrophone();
  const memory = useMemory(of.id);
  const begun = of.state === "active" || memory.read() !== undefined;
  const open = async () => {
    const devices = await microphone.open();
    if (!devices) return;
    microphone.keep();
    begin({ devices, manual: memory.read()?.manual ?? prefersManual() });
  };
  return (
    <Standing jobTitle={jobTitle}>
      <p className="who">{begun ? "The interview is not over" : "The interview can begin"}</p>
      <p className="over">
        {begun
          ? "What was said is kept. If it is open in another tab, that one stops when you go on here."
          : "Nothing has been counted yet."}
      </p>
      {microphone.problem && (
        <DeviceProblemNote problem={microphone.problem} {...(begun && { kept: "What was said is kept." })} />
      )}
      <div className="line">
        <button className="btn go" type="button" disabled={microphone.state === "asking"} onClick={() => void open()}>
          <Icon name="microphone" />
          {begun ? "Go on" : "Begin"}
        </button>
        <Link className="btn" href={begun ? paths.job(job) : paths.lobby(job)}>
          {begun ? "Later" : "Back to the device check"}
        </Link>
      </div>
    </Standing>
  );
}
