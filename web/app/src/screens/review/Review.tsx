// Review of an interview: its marks first, then pacing and transcript on the same axis of time.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { ApiError, unwrap } from "../../../../src/client.ts";
import { DeleteButton } from "../../parts/DeleteButton.tsx";
import { heldAt, heldHow } from "../../parts/held.ts";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { goTo } from "../../parts/go-to.ts";
import { Screen } from "../../parts/Screen.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useQuoted } from "../../parts/use-quoted.ts";
import { paths } from "../../paths.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys, useJob, useReads } from "../../queries/queries.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import type { Making } from "../../streams/making.ts";
import { StreamNote } from "../../streams/StreamNote.tsx";
import { useGeneration, type Generation } from "../../streams/use-generation.ts";
import { useMakingRecords } from "../../streams/use-making.ts";
import { Glance, InWords, NextStep } from "./Marks.tsx";
import { marks } from "./marks.ts";
import { Pacing } from "./Pacing.tsx";
import { Share } from "./Share.tsx";
import { Transcript, transcriptText } from "./Transcript.tsx";

type Props = { job: string; interview: string };

export default function Review({ job, interview }: Props) {
  const reads = useReads();
  const held = useQuery(reads.interview(interview));
  const named = useJob(job).data?.job;
  const name = named?.title ?? named?.name ?? "The job";
  const title = held.data ? `Your interview of ${heldAt(held.data)}` : "Interview review";
  return (
    <Screen title={title} back={{ href: paths.job(job), label: name }} lead={held.data && heldHow(held.data)}>
      <Loaded of={held} what="the interview">
        {(data) => {
          const State = data.state === "finished" ? Finished : Open;
          return <State job={job} interview={data} />;
        }}
      </Loaded>
    </Screen>
  );
}

/** Not held to its end: there is nothing to mark yet. */
function Open({ job, interview: { id, state, kind } }: { job: string; interview: Schema["Interview"] }) {
  const begun = state === "active";
  const there = begun && kind !== null ? paths[kind === "voice" ? "spoken" : "written"](job, id) : paths.lobby(job);
  return (
    <section className="board stack">
      <p className="say">{begun ? "This interview is not over yet." : "This interview has not begun."}</p>
      <p className="over">It is marked when it has ended. What was said is kept.</p>
      <div>
        <Link className="btn go" href={there}>
          {begun ? "Go on with it" : "Begin"}
        </Link>
      </div>
    </section>
  );
}

function Finished({ job, interview }: { job: string; interview: Schema["Interview"] }) {
  const transcript = useQuery(useReads().transcript(interview.id));
  const { generation, ask: start } = useFeedback(job, interview);
  const aside = useRef<HTMLElement>(null);
  const ask = (regenerate: boolean) => {
    // The button that was pressed is gone: who uses the keyboard stays where it stood.
    goTo(aside.current);
    start(regenerate);
  };
  const { state, text } = generation;
  const arriving = isUnderWay(state);
  const written = arriving || (interview.feedback === null && text !== "") ? text : (interview.feedback ?? "");
  const read = marks(written, !arriving);
  const quoted = useQuoted(transcript.data ? transcriptText(transcript.data.items) : "", written);
  const shade = transcript.data && quoted.answer.marks;
  const some = read.overall !== undefined || read.categories.some(({ section }) => section);
  return (
    <div className="cols first">
      <aside className="stack g5 arrives" ref={aside} tabIndex={-1} aria-label="Marks" aria-busy={arriving}>
        <Befallen generation={generation} ask={() => ask(interview.feedback !== null)} />
        {(some || arriving) && <Glance marks={read} arriving={arriving} shade={shade} />}
        {!some && !arriving && written === "" && <Ask ask={() => ask(false)} />}
        {interview.feedback !== null && !arriving && <AskAnew ask={() => ask(true)} />}
        {!arriving && <Share interview={interview} />}
        {!arriving && <DeleteInterview job={job} id={interview.id} />}
      </aside>
      <div className="stack g5">
        <div aria-busy={arriving}>
          <InWords marks={read} arriving={arriving} shade={shade} job={job} />
        </div>
        <Loaded of={transcript} what="the transcript">
          {(data) => (
            <>
              <Pacing interview={interview} transcript={data} />
              <Transcript items={data.items} spoken={interview.kind === "voice"} quoted={quoted.ranges} />
            </>
          )}
        </Loaded>
        {some && !arriving && <NextStep marks={read} job={job} />}
      </div>
    </div>
  );
}

function DeleteInterview({ job, id }: { job: string; id: string }) {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const remove = async () => void unwrap(await api.DELETE("/api/interviews/{id}", { params: { path: { id } } }));
  const removed = () => {
    // Away first: this page would ask for the interview again.
    navigate(paths.job(job), { replace: true });
    client.removeQueries({ queryKey: keys.interview(id) });
    for (const queryKey of [keys.interviews(job), keys.progress]) void client.invalidateQueries({ queryKey });
  };
  return (
    <DeleteButton what="interview" remove={remove} removed={removed}>
      <p>What was said and its marks go, and cannot be brought back. The interview stays used.</p>
    </DeleteButton>
  );
}

function useFeedback(job: string, { id, feedback, updatedAt }: Schema["Interview"]) {
  const records = useMakingRecords();
  const generation = useGeneration({ api: "/api/ai/interviews/generate-feedback" });
  // One that was being made when the page was left or loaded anew is waited for, and nothing is sent.
  const resume = useRef(() => {
    const making = records.find("interview", id, job);
    if (making) generation.follow(making);
  });
  useEffect(() => resume.current(), []);
  const ask = (regenerate: boolean) => {
    const before = feedback === null ? null : updatedAt;
    const making: Making = { kind: "interview", of: id, job, before, startedAt: Date.now() };
    generation.start({ prompt: "", body: { interviewId: id, regenerate }, making });
  };
  return { generation, ask };
}

function Befallen({ generation, ask }: { generation: Generation; ask: () => void }) {
  const { state } = generation;
  if (state.phase === "failed" && state.error instanceof ApiError && state.error.is("not-completed")) {
    const again = (
      <button className="btn slim" type="button" onClick={ask}>
        Try again
      </button>
    );
    return (
      <Note tone="look" title="It cannot be marked yet." actions={again} live>
        <p>Nothing was said in it, or its last words are still on their way. They are kept; try again in a minute.</p>
      </Note>
    );
  }
  return <StreamNote of={generation} what="The review" safe="What was said is kept." retry={ask} />;
}

function Ask({ ask }: { ask: () => void }) {
  const online = useOnline();
  return (
    <section className="board stack">
      <p className="say">How did it go? Seven marks, each with its reasons.</p>
      <button className="btn go wide" type="button" disabled={!online} onClick={ask}>
        Mark this interview
      </button>
      <p className="over">{online ? "It is not counted." : "You are offline; marking needs a connection."}</p>
    </section>
  );
}

function AskAnew({ ask }: { ask: () => void }) {
  const online = useOnline();
  return (
    <div className="stack g1">
      <div>
        <button className="btn slim" type="button" disabled={!online} onClick={ask}>
          Mark it again
        </button>
      </div>
      <p className="tiny dim">Not counted. The new marks take the place of these.</p>
    </div>
  );
}
