// Call: who is speaking, captions, and what can be done; the whole screen is board.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { Note } from "../../parts/Note.tsx";
import { paths } from "../../paths.ts";
import { invalidateUse, keys } from "../../queries/queries.ts";
import type { CallOptions } from "../../voice/call.ts";
import { MicrophoneLevel } from "../../voice/MicrophoneLevel.tsx";
import type { Interview } from "../../voice/voice-api.ts";
import { listens } from "../../voice/connection-state.ts";
import { Captions } from "./Captions.tsx";
import { Dock } from "./Dock.tsx";
import { Frame } from "./Frame.tsx";
import { TimeLeft, TimeWarning } from "./TimeLeft.tsx";
import { Troubles } from "./Troubles.tsx";
import { Typing } from "./Typing.tsx";
import { Voice } from "./Voice.tsx";
import { useCall, useWakeLock } from "./use-call.ts";
import { microphoneWords, reassurance, whoSpeaks } from "./words.ts";

type Props = {
  options: CallOptions;
  job: string;
  jobTitle: string | undefined;
  interview: string;
  takeBack: () => void;
};

export function CallScreen({ options, job, jobTitle, interview, takeBack }: Props) {
  const { call, view } = useCall(options);
  useReviewAfterwards(view.finished);
  const { connection } = view;
  const { phase } = connection;
  const { devices } = options;
  const running = phase !== "over" && phase !== "superseded";
  useWakeLock();
  return (
    <Frame jobTitle={jobTitle} aside={<TimeLeft call={call} connection={connection} />}>
      <main id="main" tabIndex={-1}>
        <div className="floor">
          <Voice devices={devices} live={phase === "live"} />
          <p className="who" role="status">
            {whoSpeaks(connection)}
          </p>
          <TimeWarning connection={connection} />
          {running && phase !== "failed" && (
            <p className="line small over">
              {listens(connection) && <MicrophoneLevel devices={devices} />}
              <span>{reassurance(connection) ?? microphoneWords(connection)}</span>
            </p>
          )}
          <Troubles call={call} view={view} job={job} interview={interview} />
          {phase === "superseded" && (
            <Note title="One interview is held in one tab." actions={<TakeBack takeBack={takeBack} />}>
              <p>What was said here is kept.</p>
            </Note>
          )}
        </div>
        <Captions lines={view.lines} growing={view.growing} />
      </main>
      {running && connection.typing && <Typing call={call} connection={connection} interview={interview} />}
      {running && <Dock call={call} connection={connection} />}
    </Frame>
  );
}

/** What was read of the interview before the call is not true any more. */
function useReviewAfterwards(finished: Interview | undefined): void {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  useEffect(() => {
    if (!finished) return;
    client.setQueryData(keys.interview(finished.id), finished);
    void client.invalidateQueries({ queryKey: keys.interviews(finished.jobInfoId) });
    void invalidateUse(client);
    navigate(paths.review(finished.jobInfoId, finished.id), { replace: true });
  }, [finished, client, navigate]);
}

function TakeBack({ takeBack }: { takeBack: () => void }) {
  return (
    <button className="btn slim" type="button" onClick={takeBack}>
      Go on here
    </button>
  );
}
