// One question that is due: asked on the board, answered in the head or in writing, compared, and judged.

import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useDraft, useDrafts } from "../../drafts/use-draft.ts";
import { TextArea } from "../../parts/Field.tsx";
import { capital, Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useQuoted } from "../../parts/use-quoted.ts";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { AnswerPaper } from "../question/AnswerPaper.tsx";
import { FeedbackLeaf } from "../question/FeedbackLeaf.tsx";
import { parseFeedback } from "../question/feedback.ts";
import { QuestionBoard } from "../question/QuestionBoard.tsx";
import type { Reviews } from "./use-reviews.ts";
import { GRADES, gradeOfKey, overdue } from "./words.ts";

type Props = { due: Schema["DueQuestion"]; reviews: Reviews };

export function DueCard({ due: { question, overdueDays }, reviews }: Props) {
  const [revealed, setRevealed] = useState(false);
  const draft = useDraft("review", question.id);
  const over = `${capital(question.difficulty)} question · ${overdue(overdueDays)}`;
  const stored = useQuery(useReads().question(question.id));
  return (
    <div className="stack g5">
      <QuestionBoard text={question.text} over={over} streaming={false} level={2} />
      {revealed ? (
        <>
          {draft.text.trim() !== "" && (
            <AnswerPaper text={draft.text} quoted={[]} title="What you wrote now" id="now" />
          )}
          <Loaded of={stored} what="your answer of before">
            {({ answers }) => <Before answer={answers[0]} />}
          </Loaded>
          <Judge question={question.id} reviews={reviews} done={draft.done} />
        </>
      ) : (
        <Answer question={question} draft={draft} reviews={reviews} reveal={() => setRevealed(true)} />
      )}
      {reviews.error && <ProblemNote error={reviews.error} title="It was not stored." />}
    </div>
  );
}

type AnswerProps = {
  question: Schema["Question"];
  draft: ReturnType<typeof useDraft>;
  reviews: Reviews;
  reveal: () => void;
};

function Answer({ question: { id, jobInfoId }, draft, reviews, reveal }: AnswerProps) {
  const drafts = useDrafts();
  const [, navigate] = useLocation();
  const online = useOnline();
  const mark = () => {
    if (drafts.read("answer", id) === null) drafts.write("answer", id, draft.text, Date.now());
    draft.done();
    navigate(paths.question(jobInfoId, id));
  };
  return (
    <div className="stack g4">
      <TextArea
        label="Answer it in your head, or write it here"
        hint="For yourself alone: it stays on this device until you have judged it."
        rows={4}
        value={draft.text}
        onChange={({ currentTarget }) => draft.change(currentTarget.value)}
      />
      <div className="acts">
        <button className="btn go" type="button" onClick={reveal}>
          Show the full answer
        </button>
        {draft.text.trim() !== "" && (
          <button className="btn" type="button" onClick={mark}>
            Have it marked instead
          </button>
        )}
        <button
          className="btn quiet"
          type="button"
          disabled={!online || reviews.busy}
          onClick={() => reviews.setAside(id)}
        >
          Set it aside
        </button>
      </div>
    </div>
  );
}

/** What was answered the last time, and what the feedback said. */
function Before({ answer }: { answer: Schema["Answer"] | undefined }) {
  const feedback = parseFeedback(answer?.feedback ?? "", false);
  const quoted = useQuoted(answer?.text ?? "", feedback.rows.map(({ text }) => text).join("\n\n"));
  if (!answer) {
    return (
      <Note title="There is no full answer to compare with.">
        <p>Your answer was deleted. Judge yourself by what you remember.</p>
      </Note>
    );
  }
  return (
    <>
      <FeedbackLeaf feedback={feedback} answer={quoted.answer} streaming={false} />
      <AnswerPaper text={answer.text} quoted={quoted.ranges} title="Your answer of before" />
    </>
  );
}

type JudgeProps = { question: string; reviews: Reviews; done: () => void };

/** The keys 1 to 4 work wherever nobody writes, from the first moment that they are offered: Preact runs a plain effect a frame later. */
function Judge({ question, reviews, done }: JudgeProps) {
  const online = useOnline();
  const legend = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone: here goes on who uses the keyboard.
  useLayoutEffect(() => legend.current?.focus(), []);
  const judge = (grade: (typeof GRADES)[number]["grade"]) => reviews.grade(question, grade, done);
  const latest = useRef(judge);
  latest.current = judge;
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      const grade = gradeOfKey(event.key);
      const isWriting = event.target instanceof Element && event.target.matches("input, textarea, select");
      if (!grade || isWriting || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      event.preventDefault();
      latest.current(grade);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <section className="card stack g3" aria-labelledby="judge">
      <h2 id="judge" ref={legend} tabIndex={-1}>
        How well did you know it?
      </h2>
      <div className="grades">
        {GRADES.map(({ grade, label, hint }, index) => (
          <button
            className="btn"
            type="button"
            key={grade}
            aria-keyshortcuts={String(index + 1)}
            disabled={!online || reviews.busy}
            onClick={() => judge(grade)}
          >
            <span>
              {label}
              <span className="tiny dim block">{hint}</span>
            </span>
          </button>
        ))}
      </div>
      <p className="tiny dim">{online ? "Keys 1 to 4 do the same." : "This needs a connection."}</p>
    </section>
  );
}
