// Questions so far: each with its last rating in the margin, how it was before, and the draft on this device.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Draft } from "../../drafts/drafts.ts";
import { useDrafts } from "../../drafts/use-draft.ts";
import { ago, count, words } from "../../parts/dates.ts";
import { excerpt } from "../../parts/excerpt.ts";
import { Mark } from "../../parts/Strokes.tsx";
import { useSeen } from "../../parts/use-seen.ts";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { attempts } from "./attempts.ts";

const SHOWN = 20;
/** Characters of a question in the list. */
const LONGEST = 140;
/** How often something was answered stands in the question alone: one request each, for so many of the newest. */
const DETAILED = 6;
/** It changes when somebody answers here, and is read anew then. */
const ATTEMPTS_FRESH_MS = 5 * 60_000;

export function Questions({ questions }: { questions: readonly Schema["Question"][] }) {
  const drafts = useDrafts();
  const [shown, setShown] = useState(SHOWN);
  const answers = new Map(drafts.all().map((draft) => [`${draft.kind} ${draft.of}`, draft] as const));
  if (questions.length === 0) return <NoQuestions />;
  return (
    <section className="stack g3" aria-labelledby="questions">
      <h2 id="questions">Questions so far</h2>
      <ol className="leaf" reversed>
        {questions.slice(0, shown).map((question, index) => (
          <QuestionRow
            key={question.id}
            question={question}
            draft={answers.get(`answer ${question.id}`)}
            first={index === 0}
            detailed={index < DETAILED}
          />
        ))}
      </ol>
      {questions.length > shown && (
        <div className="line">
          <button className="btn slim" type="button" onClick={() => setShown(shown + SHOWN)}>
            Show {count(Math.min(questions.length - shown, SHOWN), "older question")}
          </button>
        </div>
      )}
    </section>
  );
}

function NoQuestions() {
  return (
    <section className="empty" aria-labelledby="questions">
      <h2 id="questions">Your first rating appears here.</h2>
      <p className="dim">Choose a level above and answer one question. You can answer it again as often as you like.</p>
    </section>
  );
}

type RowProps = { question: Schema["Question"]; draft: Draft | undefined; first: boolean; detailed: boolean };

function QuestionRow({ question, draft, first, detailed }: RowProps) {
  const [row, seen] = useSeen<HTMLLIElement>();
  const { latestAnswer } = question;
  const enabled = seen && detailed && latestAnswer !== null;
  const { data } = useQuery({ ...useReads().question(question.id), enabled, staleTime: ATTEMPTS_FRESH_MS });
  const facts = [
    question.difficulty.slice(0, 1).toUpperCase() + question.difficulty.slice(1),
    latestAnswer ? data && attempts(data) : !draft && "not answered yet",
    draft && `${count(words(draft.text), "word")} saved on this device`,
    ago(latestAnswer?.createdAt ?? question.createdAt),
  ];
  return (
    <li className={first ? "row" : "row rule"} ref={row}>
      <div className="gut">
        {draft && latestAnswer?.rating == null ? (
          <>
            <span className="mark s none" aria-hidden="true">
              …
            </span>
            <small>draft</small>
          </>
        ) : (
          <Mark value={latestAnswer?.rating ?? null} small />
        )}
      </div>
      <div className="words">
        <Link className="title" href={paths.question(question.jobInfoId, question.id)}>
          {excerpt(question.text, LONGEST)}
        </Link>
        <p className="tiny dim">{facts.filter(Boolean).join(" · ")}</p>
      </div>
    </li>
  );
}
