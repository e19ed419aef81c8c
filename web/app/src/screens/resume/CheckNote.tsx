// Note of a résumé check: what befell it, and of a résumé that cannot be read what the API says to do about it.

import { ApiError } from "../../../../src/client.ts";
import { Note } from "../../parts/Note.tsx";
import type { GenerationState } from "../../streams/generation-state.ts";
import { StreamNote } from "../../streams/StreamNote.tsx";
import type { ResumeCheck, ResumeSource } from "./use-resume-check.ts";

const STOPPED = "No report is kept. It is counted only if the overall score and one whole part were shown.";
const STAY = "earlier reports stay.";
const RESUME = ["#/resumeFile", "#/analysisId"];

type Props = { check: ResumeCheck; sent: ResumeSource | null; send: (source: ResumeSource) => void };

export function CheckNote({ check, sent, send }: Props) {
  const wrong = unreadable(check.state);
  if (wrong !== null) return <Unreadable sentence={wrong} />;
  const safe = sent instanceof File ? `Your file is still on your device, and ${STAY}` : `Nothing is lost: ${STAY}`;
  const retry = sent ? () => send(sent) : undefined;
  return (
    <>
      <StreamNote of={check} what="The report" safe={safe} counts stopped={STOPPED} retry={retry} />
      {check.state.phase === "following" && check.state.cut && <StopWaiting stop={check.cancel} />}
    </>
  );
}

/** What is wrong with the résumé itself, which is of no use to be sent again; null: something else is, or nothing. */
export function unreadable(state: GenerationState): string | null {
  if (state.phase !== "failed" || !(state.error instanceof ApiError)) return null;
  return state.error.problem.errors?.find(({ pointer }) => RESUME.includes(pointer))?.detail ?? null;
}

function Unreadable({ sentence }: { sentence: string }) {
  return (
    <Note tone="stop" icon="file" title="This résumé could not be read." live>
      <p>{sentence}.</p>
      <p>No résumé check was counted, and {STAY}</p>
    </Note>
  );
}

/** A break does not say whether the connection or the model ended it. */
function StopWaiting({ stop }: { stop: () => void }) {
  return (
    <div className="stack g2">
      <p className="small dim">
        If it was the model that stopped, nothing will come; then it is counted only if the overall score and one whole
        part were shown. Sending the same file again costs nothing where its report was stored.
      </p>
      <div>
        <button className="btn slim" type="button" onClick={stop}>
          Stop waiting
        </button>
      </div>
    </div>
  );
}
