// Start of an interview: spoken or written, and what it uses of the plan.

import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Icon } from "../../parts/Icon.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useMe } from "../../queries/queries.ts";
import { handOver } from "../../voice/handover.ts";
import type { Microphone } from "../../voice/use-microphone.ts";
import { allowance } from "../job/allowance.ts";
import type { Creation } from "./use-creation.ts";

type StartProps = { job: string; creation: Creation; microphone: Microphone; manual: boolean; spoken: boolean };

export function Start({ job, creation, microphone, manual, spoken }: StartProps) {
  const [error, setError] = useState<Error>();
  const [, navigate] = useLocation();
  const { data: me } = useMe();
  const { devices } = microphone;
  const speak = async () => {
    if (!devices) return;
    devices.resume();
    const interview = await creation.create(setError);
    if (!interview) return;
    microphone.keep();
    handOver({ devices, manual });
    navigate(paths.spoken(job, interview.id));
  };
  return (
    <aside className="board stack g4" aria-label="Start">
      <h2>Ready when you are</h2>
      <ul className="stack g2 small">
        <li>The questions come from the ad.</li>
        <li>Captions throughout. You can type at any time.</li>
        <li>We keep the words, never the recording.</li>
      </ul>
      {error && <NotOpened error={error} />}
      {spoken && <SpeakButton microphone={microphone} disabled={creation.disabled} speak={() => void speak()} />}
      <div className={spoken ? "wide-screen" : ""}>
        <Write job={job} creation={creation} look={spoken ? "btn wide" : "btn go wide"} />
      </div>
      {me && <Use features={me.features} />}
    </aside>
  );
}

/** On a phone it stands above the device check, which is not needed for it. */
export function Write({ job, creation, look }: { job: string; creation: Creation; look: string }) {
  const [error, setError] = useState<Error>();
  const [, navigate] = useLocation();
  const write = async () => {
    const interview = await creation.create(setError);
    if (interview) navigate(paths.written(job, interview.id));
  };
  return (
    <div className="stack g3">
      {error && <NotOpened error={error} />}
      <button className={look} type="button" disabled={creation.disabled} onClick={() => void write()}>
        <Icon name="keyboard" />
        Hold it in writing
      </button>
    </div>
  );
}

function NotOpened({ error }: { error: Error }) {
  return <ProblemNote error={error} title="The interview could not be opened." />;
}

type SpeakProps = { microphone: Microphone; disabled: boolean; speak: () => void };

/** The one button that leads on: first to the microphone, then to the call. */
function SpeakButton({ microphone: { devices, state, open }, disabled, speak }: SpeakProps) {
  const asking = state === "asking";
  return (
    <button
      className="btn go wide"
      type="button"
      disabled={disabled || asking}
      onClick={devices ? speak : () => void open()}
    >
      <Icon name="microphone" />
      {devices ? "Start speaking" : "Check the microphone first"}
    </button>
  );
}

function Use({ features: { interviews } }: { features: Schema["Features"] }) {
  if (interviews.remaining === null) {
    return <p className="over">Your plan has no limit on interviews. The time you have stands above the call.</p>;
  }
  if (interviews.remaining === 0) {
    return (
      <p className="over">
        {allowance(interviews, "interview").said}. <Link href={paths.plan()}>See plan and usage</Link>
      </p>
    );
  }
  return (
    <p className="over">
      Uses 1 of your {interviews.remaining} remaining interviews, but only once the interviewer is on the line. The time
      you have stands above the call.
    </p>
  );
}
