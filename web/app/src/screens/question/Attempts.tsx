// Attempts: each answer to a question with its rating, the first one first; any of them can be looked at again.

import { Link, useLocation } from "wouter";
import { paths } from "../../paths.ts";
import { date } from "../../parts/dates.ts";
import { Icon } from "../../parts/Icon.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { HIGHEST, isWeak, ratingWord } from "../../parts/rating.ts";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { Strokes } from "../../parts/Strokes.tsx";
import type { Schema } from "../../queries/api.ts";
import { useMe } from "../../queries/queries.ts";
import { press } from "../../streams/press.ts";
import type { Answering, Attempt } from "./use-answering.ts";

const ORDINALS = ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];

type Props = { question: Schema["QuestionWithAnswers"]; answering: Answering; busy: boolean };

export function Attempts({ question, answering, busy }: Props) {
  const { attempts, shown, older, isWriting, draft } = answering;
  if (attempts.length === 0) return null;
  return (
    <section className="card stack g4">
      <h2>Your attempts</h2>
      {older.error && <ProblemNote error={older.error} title="They could not be read." retry={older.read} />}
      {older.more && !older.error && (
        <button className="btn slim" type="button" onClick={older.read}>
          Show earlier attempts
        </button>
      )}
      <ol className="stack g2">
        {attempts.map((attempt, index) => (
          <li key={attempt.id}>
            <button
              className="attempt"
              type="button"
              disabled={busy}
              aria-current={!busy && !isWriting && attempt.id === shown?.id}
              onClick={() => {
                answering.show(attempt.id);
                requestAnimationFrame(showAnswer);
              }}
            >
              <span className="small dim">{said(attempt, older.more ? null : index)}</span>
              <AttemptRating rating={attempt.rating} />
            </button>
          </li>
        ))}
      </ol>
      {!busy && !isWriting && (
        <button className="btn go wide" type="button" onClick={() => answering.write(true)}>
          <Icon name="again" />
          {draft.text === "" ? "Answer again" : "Go on with your draft"}
        </button>
      )}
      {!busy && shown && <FollowUp job={question.jobInfoId} answer={shown.id} />}
      {!busy && (
        <Link className="btn wide" href={paths.newQuestion(question.jobInfoId, "auto")}>
          Another question
        </Link>
      )}
    </section>
  );
}

/** About the most important gap of the answer that is shown. */
function FollowUp({ job, answer }: { job: string; answer: string }) {
  const [, navigate] = useLocation();
  const left = useMe().data?.features.questions.remaining;
  return (
    <ServerButton
      className="btn wide"
      disabled={left === 0}
      onClick={() => {
        press("question", { job, asked: "follow-up", answer });
        navigate(paths.newQuestion(job, "auto"));
      }}
    >
      Ask a follow-up
    </ServerButton>
  );
}

/** On a phone it stands above what was pressed. */
function showAnswer(): void {
  document.querySelector("#your-answer")?.scrollIntoView({ block: "nearest" });
}

/** "First, 24 November: getting there"; which one it is, is known when all are read. */
function said({ createdAt, rating }: Attempt, index: number | null): string {
  const which = index === null ? null : (ORDINALS[index] ?? `Attempt ${index + 1}`);
  const when = [which, date(createdAt)].filter(Boolean).join(", ");
  return rating === null ? when : `${when}: ${ratingWord(rating).toLowerCase()}`;
}

function AttemptRating({ rating }: { rating: number | null }) {
  if (rating === null) return <span>no rating</span>;
  return (
    <span className={isWeak(rating) ? "rated weak" : "rated"}>
      <Strokes value={rating} />
      <span className="num">{`${rating} of ${HIGHEST}`}</span>
    </span>
  );
}
