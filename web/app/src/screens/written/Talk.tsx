// Talk of a written interview: before it begins, while it is held, and when it is over.

import { useState } from "react";
import { Link } from "wouter";
import { paths } from "../../paths.ts";
import { AnswerForm } from "../../parts/AnswerForm.tsx";
import { Skeleton } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import type { Schema } from "../../queries/api.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import { StreamNote } from "../../streams/StreamNote.tsx";
import { EndDialog } from "./EndDialog.tsx";
import { Turns } from "./Turns.tsx";
import { useConversation, type Conversation } from "./use-conversation.ts";

const WHAT = "The interviewer's turn";

export function Talk({ interview }: { interview: Schema["Interview"] }) {
  const talk = useConversation(interview);
  const { turns, error, isRead, generation, draft } = talk;
  const [isAsked, setAsked] = useState(false);
  const isOver = interview.state === "finished";
  const isBegun = turns.length > 0;
  if (error && !isRead) return <ProblemNote error={error} title="The turns could not be read." retry={talk.reread} />;
  if (!isRead) return <Skeleton label="Loading the turns" />;
  const shows = isUnderWay(generation.state) && generation.state.phase !== "waiting";
  const growing = shows && !talk.isSending && !isOver ? generation.text : null;
  return (
    <div className="stack g5 talk">
      {!isBegun && !shows && (isOver ? <NothingSaid job={interview.jobInfoId} /> : <Begin talk={talk} />)}
      {(isBegun || shows) && <Turns turns={turns} said={talk.said} growing={growing} />}
      {!(isOver && generation.state.phase === "failed") && (
        <StreamNote
          of={generation}
          what={WHAT}
          safe={draft.text === "" ? undefined : "What you wrote is saved."}
          retry={isBegun ? talk.send : talk.begin}
        />
      )}
      {talk.wasOvertaken && !isOver && (
        <Note tone="look" title="The interview went on in another tab." live>
          <p>What you wrote here has not been sent. It is below; change it, or send it as it is.</p>
        </Note>
      )}
      {isOver && isBegun && !shows && <Over interview={interview} unsent={draft.text} />}
      {(isBegun || shows) && !isOver && <YourTurn talk={talk} end={() => setAsked(true)} />}
      <EndDialog interview={interview} hasDraft={draft.text !== ""} open={isAsked} close={() => setAsked(false)} />
    </div>
  );
}

function Begin({ talk: { generation, begin } }: { talk: Conversation }) {
  const online = useOnline();
  const busy = isUnderWay(generation.state);
  return (
    <section className="board big stack g4">
      <h2 className="say">Ready when you are.</h2>
      <p className="over">
        The interviewer asks one question at a time and follows up on what you say. There is no clock: think as long as
        you like, leave and come back.
      </p>
      <div className="line">
        <button className="btn go" type="button" disabled={busy || !online} onClick={begin}>
          Begin
        </button>
        <p className="over">
          {online ? "It counts as one interview once the interviewer has spoken." : "Beginning needs a connection."}
        </p>
      </div>
    </section>
  );
}

/** The paper stays while the interviewer answers: who writes with the keyboard stays where they are. */
function YourTurn({ talk, end }: { talk: Conversation; end: () => void }) {
  const { generation, draft, isSending, hasBegun, send } = talk;
  const busy = isUnderWay(generation.state);
  const waits = isSending ? "Sending…" : busy ? "the interviewer is answering" : null;
  // What is said stands among the turns; it is kept as a draft until it is stored.
  const paper = busy && !isSending ? { ...draft, text: "" } : draft;
  return (
    <>
      <AnswerForm draft={paper} label="What you say" submit="Send" send={send} waits={waits} focused={hasBegun} />
      <div className="line">
        <button className="btn danger slim" type="button" disabled={busy} onClick={end}>
          End the interview
        </button>
      </div>
    </>
  );
}

function Over({ interview: { id, jobInfoId: job, feedback }, unsent }: OverProps) {
  return (
    <section className="card stack g4">
      <h2>That was the interview.</h2>
      <p className="dim">
        {feedback === null ? "Your review can be made from what you said." : "Your review is ready."}
      </p>
      <div className="line">
        <Link className="btn go" href={paths.review(job, id)}>
          See the review
        </Link>
      </div>
      {unsent !== "" && (
        <details>
          <summary>What you wrote and did not send</summary>
          <p className="as-typed">{unsent}</p>
        </details>
      )}
    </section>
  );
}

type OverProps = { interview: Schema["Interview"]; unsent: string };

function NothingSaid({ job }: { job: string }) {
  const action = (
    <Link className="btn slim" href={paths.lobby(job)}>
      Prepare another one
    </Link>
  );
  return (
    <Note title="This interview ended before it began." actions={action}>
      <p>Nothing was said, and nothing was counted.</p>
    </Note>
  );
}
