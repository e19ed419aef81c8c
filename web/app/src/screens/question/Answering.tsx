// Answering: the paper to write on, or what was written with its marks; the attempts stand beside it.

import { useRef, type ReactNode } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { useQuoted, type Quoted } from "../../parts/use-quoted.ts";
import type { Schema } from "../../queries/api.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import { StreamNote } from "../../streams/StreamNote.tsx";
import { AnswerForm } from "../../parts/AnswerForm.tsx";
import { AnswerPaper } from "./AnswerPaper.tsx";
import { Attempts } from "./Attempts.tsx";
import { DeleteQuestion } from "./DeleteQuestion.tsx";
import { parseFeedback, type Feedback } from "./feedback.ts";
import { FeedbackLeaf } from "./FeedbackLeaf.tsx";
import { LeaveOut } from "./LeaveOut.tsx";
import { SecondOpinion } from "./SecondOpinion.tsx";
import { useAnswering, type Answering as State } from "./use-answering.ts";

type AnsweringProps = { question: Schema["QuestionWithAnswers"]; children?: ReactNode };

/** Below the board, and beside it; `children`: what there is to be said of the question. */
export function Answering({ question, children }: AnsweringProps) {
  const answering = useAnswering(question);
  const { generation, sent, isWriting, shown } = answering;
  const busy = isUnderWay(generation.state);
  const paper = sent === null ? (isWriting ? null : shown) : { text: sent, feedback: generation.text };
  const marks = useMarks(paper?.text ?? "", paper?.feedback ?? "", busy);
  const place = useRef<HTMLDivElement>(null);
  const press = (act: () => void) => () => {
    // The button that was pressed is gone: who uses the keyboard stays where it stood.
    place.current?.focus({ preventScroll: true });
    act();
  };
  const send = press(answering.send);
  const leave = press(() => answering.write(false));
  return (
    <>
      <div className="stack g5 arrives" ref={place} tabIndex={-1} role="group" aria-label="Answer and marks">
        {children}
        {paper ? (
          <Marked answering={answering} question={question} text={paper.text} marks={marks} />
        ) : (
          <Desk answering={answering} send={send} leave={leave} />
        )}
        <StreamNote
          of={generation}
          what="The feedback"
          safe="Your answer is saved."
          retry={send}
        />
      </div>
      <aside className="stack g5 beside" aria-label="Attempts">
        <Attempts question={question} answering={answering} busy={busy} />
        {marks.quotes && <HowToRead />}
        {!busy && <DeleteQuestion question={question} />}
      </aside>
    </>
  );
}

type DeskProps = { answering: State; send: () => void; leave: () => void };

function Desk({ answering: { draft, attempts, asked }, send, leave }: DeskProps) {
  const last = attempts.at(-1)?.text;
  const again = last === undefined ? undefined : { last, leave };
  return (
    <AnswerForm
      draft={draft}
      label="Your answer"
      submit="Get it marked"
      send={send}
      again={again}
      focused={asked}
    />
  );
}

type MarkedProps = { answering: State; question: Schema["QuestionWithAnswers"]; text: string; marks: Marks };

/** While it is marked, and ever after. */
function Marked({ answering, question, text, marks }: MarkedProps) {
  const { generation, sent, shown, attempts } = answering;
  const { phase } = generation.state;
  const stop = phase === "running" && (
    <button className="btn slim" type="button" onClick={generation.stop}>
      <Icon name="stop" />
      Stop
    </button>
  );
  const before = sent === null ? attempts.findIndex(({ id }) => id === shown?.id) - 1 : attempts.length - 1;
  return (
    <>
      <AnswerPaper text={text} quoted={marks.ranges} />
      {phase !== "waiting" && (
        <FeedbackLeaf
          feedback={marks.feedback}
          answer={marks.answer}
          streaming={sent !== null && isUnderWay(generation.state)}
          before={attempts[before]?.rating}
          action={stop}
        />
      )}
      {sent === null && shown && shown.rating !== null && (
        <SecondOpinion key={`opinion ${shown.id}`} question={question.id} answer={shown} changed={answering.changed} />
      )}
      {sent === null && shown && (
        <LeaveOut
          key={shown.id}
          question={question}
          answer={shown}
          changed={answering.changed}
          removed={answering.removed}
        />
      )}
    </>
  );
}

type Marks = Quoted & { feedback: Feedback };

/** What of the answer the marks quote; the full answer quotes nobody. */
function useMarks(text: string, markdown: string, streaming: boolean): Marks {
  const feedback = parseFeedback(markdown, streaming);
  const quoted = useQuoted(text, feedback.rows.map((row) => row.text).join("\n\n"));
  return { ...quoted, feedback };
}

function HowToRead() {
  return (
    <section className="stack g3">
      <h2>How to read this</h2>
      <p className="small">
        <span className="q">Shaded words</span> are in your answer. <span className="q not">Underlined words</span> are
        quoted by the feedback but are not: do not count them.
      </p>
    </section>
  );
}
