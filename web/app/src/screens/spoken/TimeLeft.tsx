// Time left of a call: in the corner all the time, and two minutes before the end said once.

import { useEffect, useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import type { Call } from "../../voice/call.ts";
import type { Connection } from "../../voice/connection-state.ts";
import { timeLeft } from "./words.ts";

const SECOND = 1_000;

export function TimeLeft({ call, connection: { expiresAt, warned, phase } }: { call: Call; connection: Connection }) {
  const [now, setNow] = useState(() => call.clock.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(call.clock.now()), SECOND);
    return () => clearInterval(timer);
  }, [call]);
  if (expiresAt === undefined || phase === "over" || phase === "superseded") return null;
  return (
    <p className={warned ? "left soon" : "left"}>
      <Icon name="clock" />
      <span>{timeLeft(expiresAt - now)}</span>
    </p>
  );
}

/** It stands there from the warning on, and is read aloud when it appears. */
export function TimeWarning({ connection: { warned, phase } }: { connection: Connection }) {
  const shown = warned && phase !== "over" && phase !== "superseded";
  return (
    <p className="warning soon" role="status">
      {shown && "2 minutes left. Finish this answer."}
    </p>
  );
}
