// Question screen: asks for a question, or shows one with its answers; both at the same place, so that nothing jumps.

import "../../look/marks.css";
import "../../look/question.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { ApiError } from "../../../../src/client.ts";
import { NEW, paths } from "../../paths.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Skeleton } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { Screen } from "../../parts/Screen.tsx";
import type { Schema } from "../../queries/api.ts";
import { useJob, useMe, useReads } from "../../queries/queries.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import { StreamNote } from "../../streams/StreamNote.tsx";
import { Answering } from "./Answering.tsx";
import { AskBoard } from "./AskBoard.tsx";
import { levelLabel, reasonWords } from "./levels.ts";
import { QuestionBoard } from "./QuestionBoard.tsx";
import { useNewQuestion, type NewQuestion } from "./use-new-question.ts";

export function QuestionScreen({ job, question }: { job: string; question: string }) {
  const asked = useNewQuestion(job, question);
  const { state } = asked.generation;
  const isWriting = asked.isHere && (isUnderWay(state) || (state.phase === "stopped" && state.reading));
  const reads = useReads();
  const isUnasked = question === NEW || asked.hasFailed;
  const isKnown = !isUnasked && !isWriting;
  const { data, error, refetch } = useQuery({ ...reads.question(question), enabled: isKnown });
  return (
    <>
      <Back job={job} />
      {isWriting || data ? (
        <Asked key={asked.visit} asked={asked} stored={isWriting ? undefined : data} />
      ) : isUnasked ? (
        <Ask asked={asked} />
      ) : error ? (
        <Missing error={error} job={job} retry={() => void refetch()} />
      ) : (
        <Skeleton label="Loading the question" />
      )}
    </>
  );
}

function Back({ job }: { job: string }) {
  const { data } = useJob(job);
  return (
    <Link className="back" href={paths.job(job)}>
      <Icon name="back" />
      {data ? (data.job.title ?? data.job.name) : "The job"}
    </Link>
  );
}

function Ask({ asked: { generation, ask, retry } }: { asked: NewQuestion }) {
  return (
    <div className="stack g5">
      <AskBoard ask={ask} waiting={isUnderWay(generation.state)} />
      {isPlanLimit(generation.state) ? (
        <AllUsed />
      ) : (
        <StreamNote of={generation} what="The question" counts retry={retry} />
      )}
    </div>
  );
}

function isPlanLimit(state: NewQuestion["generation"]["state"]): boolean {
  return state.phase === "failed" && state.error instanceof ApiError && state.error.is("PLAN_LIMIT");
}

function AllUsed() {
  const { data } = useMe();
  const limit = data?.features.questions.limit;
  const action = (
    <Link className="btn slim" href={paths.plan()}>
      See plan and usage
    </Link>
  );
  const title = limit ? `All ${limit} questions are used.` : "Your plan includes no more questions.";
  return (
    <Note tone="look" icon="plan" title={title} actions={action} live>
      <p>Your drafts stay. Answering old questions again is free.</p>
    </Note>
  );
}

type AskedProps = { asked: NewQuestion; stored: Schema["QuestionWithAnswers"] | undefined };

/** While it is written, and when it is stored: the board stays the same. */
function Asked({ asked: { generation, level, reason, repeats, isHere }, stored }: AskedProps) {
  const { phase } = generation.state;
  const number = useNumber(stored);
  const asks = stored?.difficulty ?? level;
  const stop = !stored && phase === "running" && (
    <button className="btn slim" type="button" onClick={generation.stop}>
      <Icon name="stop" />
      Stop
    </button>
  );
  return (
    <div className="cols aside asking">
      <QuestionBoard
        text={stored?.text ?? generation.text}
        over={[asks ? heading(levelLabel(asks), number) : "Your question", isHere && reasonWords(reason)]
          .filter(Boolean)
          .join(" · ")}
        streaming={!stored && phase !== "stopped"}
        action={stop}
      />
      {stored ? (
        <Answering key={stored.id} question={stored}>
          {isHere && repeats && <Repeats job={stored.jobInfoId} question={repeats} />}
          {isHere && phase === "done" && <StreamNote of={generation} what="The question" counts />}
        </Answering>
      ) : (
        <StreamNote of={generation} what="The question" counts />
      )}
    </div>
  );
}

function heading(level: string, number: number | null): string {
  return number === null ? `${level} question` : `Question ${number} · ${level.toLowerCase()}`;
}

/** Its number, as the job counts them, where the list has been read. */
function useNumber(stored: Schema["QuestionWithAnswers"] | undefined): number | null {
  const reads = useReads();
  const { data } = useQuery({ ...reads.questions(stored?.jobInfoId ?? ""), enabled: false });
  const index = data?.findIndex(({ id }) => id === stored?.id) ?? -1;
  return data && index >= 0 ? data.length - index : null;
}

function Repeats({ job, question }: { job: string; question: string }) {
  const action = (
    <Link className="btn slim" href={paths.question(job, question)}>
      Open the earlier one
    </Link>
  );
  return (
    <Note tone="look" icon="again" title="You were asked this before." actions={action} live>
      <p>
        An earlier question asks nearly the same. You can answer this one all the same, or look at what you said then.
      </p>
    </Note>
  );
}

function Missing({ error, job, retry }: { error: Error; job: string; retry: () => void }) {
  if (!(error instanceof ApiError) || !error.is("not-found")) {
    return (
      <Screen title="Question">
        <ProblemNote error={error} title="The question could not be read." retry={retry} />
      </Screen>
    );
  }
  const action = (
    <Link className="btn slim" href={paths.job(job)}>
      See all questions
    </Link>
  );
  return (
    <Screen title="Question">
      <Note tone="look" title="This question is not here." actions={action}>
        <p>It was deleted with its job, or belongs to somebody else.</p>
      </Note>
    </Screen>
  );
}
