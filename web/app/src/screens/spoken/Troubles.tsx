// Troubles of a call: what happened, what became of the words, and the one thing to do.

import type { ReactNode } from "react";
import { useState } from "react";
import { Link } from "wouter";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { paths } from "../../paths.ts";
import type { Call } from "../../voice/call.ts";
import type { CallView } from "../../voice/call-view.ts";
import type { Reason } from "../../voice/connection-state.ts";
import { DeviceError } from "../../voice/devices.ts";

type Props = { call: Call; view: CallView; job: string; interview: string };

export function Troubles({ call, view, job, interview }: Props) {
  const { connection, microphone, full } = view;
  if (connection.phase === "failed") return <Failed call={call} view={view} job={job} interview={interview} />;
  if (connection.phase === "over") return <Ending call={call} view={view} job={job} interview={interview} />;
  if (connection.phase === "superseded") return null;
  if (microphone !== "on") return <Repair call={call} microphone={microphone} />;
  if (full) {
    return (
      <Note tone="look" title="No more words can be kept.">
        <p>What was said until now is. End the interview when you like.</p>
      </Note>
    );
  }
  return null;
}

const FAILURES: Record<Extract<Reason, "spent" | "refused" | "unreachable">, { title: string; text: string }> = {
  unreachable: { title: "The interviewer cannot be reached.", text: "Look at your connection, then try again." },
  spent: { title: "No more calls today, or for this interview.", text: "" },
  refused: { title: "The call cannot go on.", text: "" },
};

function Failed({ call, view: { connection, problem, lines }, job, interview }: Props) {
  const reason = connection.reason === "spent" || connection.reason === "refused" ? connection.reason : "unreachable";
  const { title, text } = FAILURES[reason];
  const kept = lines.length > 0 ? "What was said is kept: when you end it, your marks are made from that." : "";
  return (
    <>
      {problem ? (
        <ProblemNote error={problem} title={title}>
          {kept && <p>{kept}</p>}
        </ProblemNote>
      ) : (
        <Note tone="stop" title={title} live actions={<Again again={call.retry} />}>
          <p>
            {text} {kept}
          </p>
        </Note>
      )}
      {!connection.begun && lines.length === 0 && (
        <p className="line">
          <Link className="btn slim" href={paths.written(job, interview)}>
            Hold it in writing
          </Link>
          <Link className="btn quiet slim" href={paths.job(job)}>
            Back to the job
          </Link>
        </p>
      )}
    </>
  );
}

function Again({ again, children = "Try again" }: { again: () => void; children?: ReactNode }) {
  return (
    <button className="btn slim" type="button" onClick={again}>
      {children}
    </button>
  );
}

function Ending({ call, view: { connection, problem, finished }, job, interview }: Props) {
  if (finished) return null;
  if (!problem) {
    return (
      <p className="over" role="status">
        {connection.reason === "time" ? "The time is up. " : ""}The last words are being saved.
      </p>
    );
  }
  return (
    <>
      <ProblemNote error={problem} title="The end could not be told." retry={() => void call.finish()}>
        <p>What was said is kept in this tab and sent as soon as that is possible.</p>
      </ProblemNote>
      <Link className="btn quiet slim" href={paths.review(job, interview)}>
        To the review
      </Link>
    </>
  );
}

/** A phone that rang, headphones that were unplugged: a tap brings the sound back. */
function Repair({ call, microphone }: { call: Call; microphone: "lost" | "suspended" }) {
  const [error, setError] = useState<Error>();
  const repair = () => {
    setError(undefined);
    call.repairMicrophone().catch((error: unknown) => setError(error instanceof Error ? error : undefined));
  };
  const gone = microphone === "lost";
  return (
    <Note
      tone="look"
      icon="microphone"
      live
      title={gone ? "The microphone is gone." : "The sound was paused."}
      actions={<Again again={repair}>{gone ? "Try again" : "Go on with sound"}</Again>}
    >
      <p>
        {gone ? "Plug it in and try again, or type instead." : "Something else used it, such as a phone call."}
        {error instanceof DeviceError && ` It could not be opened: it is ${error.problem}.`}
      </p>
    </Note>
  );
}
