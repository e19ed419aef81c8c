// Controls of a call: a moment to think, or "Done"; mute, type instead, end.

import { useState } from "react";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import type { Call } from "../../voice/call.ts";
import type { Connection } from "../../voice/connection-state.ts";

type Props = { call: Call; connection: Connection };

export function Dock({ call, connection }: Props) {
  const { typing, phase, begun } = connection;
  if (phase === "failed") return begun ? <Only end={call.end} /> : null;
  return (
    <section className="dock" aria-label="Controls">
      {!typing && <Speaking call={call} connection={connection} />}
      <button className="btn" type="button" aria-pressed={typing} onClick={() => call.typing(!typing)}>
        <Icon name={typing ? "microphone" : "keyboard"} />
        {typing ? "Speak instead" : "Type instead"}
      </button>
      <End end={call.end} />
    </section>
  );
}

/** Of no use to somebody who types. */
function Speaking({ call, connection }: Props) {
  const { manual, muted } = connection;
  return (
    <>
      {manual ? <Done call={call} connection={connection} /> : <Moment call={call} connection={connection} />}
      <button className="btn" type="button" aria-pressed={muted} onClick={() => call.mute(!muted)}>
        <Icon name="microphone" />
        {muted ? "Muted" : "Mute"}
      </button>
    </>
  );
}

/** Nothing else helps where there is no line. */
function Only({ end }: { end: () => void }) {
  return (
    <section className="dock" aria-label="Controls">
      <End end={end} />
    </section>
  );
}

/** It cannot be undone, so it is asked; the safe answer comes first. */
function End({ end }: { end: () => void }) {
  const [ending, setEnding] = useState(false);
  const goOn = () => setEnding(false);
  return (
    <>
      <button className="btn end" type="button" onClick={() => setEnding(true)}>
        <Icon name="close" />
        End
      </button>
      <Dialog
        title="End the interview?"
        open={ending}
        close={goOn}
        actions={
          <>
            <button className="btn" type="button" onClick={goOn}>
              Go on
            </button>
            <button className="btn danger" type="button" onClick={end}>
              End it
            </button>
          </>
        }
      >
        <p>What was said until now is kept, and your marks are made from it. It cannot be taken up again.</p>
      </Dialog>
    </>
  );
}

function Moment({ call, connection: { moment, phase, turn } }: Props) {
  const useful = moment || (phase === "live" && turn !== "thinking");
  return (
    <button
      className="btn go"
      type="button"
      disabled={!useful}
      aria-pressed={moment}
      onClick={() => call.moment(!moment)}
    >
      <Icon name="hourglass" />
      {moment ? "I am ready" : "I need a moment"}
    </button>
  );
}

/** With turns that end with a button no pause ends one, so nobody has to ask for a moment. */
function Done({ call, connection: { phase, turn } }: Props) {
  if (phase === "live" && turn === "interviewer") {
    return (
      <button className="btn go" type="button" onClick={call.cutIn}>
        <Icon name="microphone" />
        Answer now
      </button>
    );
  }
  return (
    <button className="btn go" type="button" disabled={phase !== "live" || turn !== "yours"} onClick={call.done}>
      <Icon name="check" />
      Done
    </button>
  );
}
