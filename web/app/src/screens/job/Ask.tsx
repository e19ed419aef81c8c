// Ask board: a level, a button, and what is left of the plan.

import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Segments } from "../../parts/Field.tsx";
import { Note } from "../../parts/Note.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { paths } from "../../paths.ts";
import { useMe } from "../../queries/queries.ts";
import { press } from "../../streams/press.ts";
import { AUTO_HINT, CHOICES, choiceOf } from "../question/levels.ts";
import { allowance } from "./allowance.ts";
import { Practise } from "./Practise.tsx";

export function Ask({ job }: { job: string }) {
  const { data: me } = useMe();
  const [choice, setChoice] = useState(choiceOf(null));
  const [, navigate] = useLocation();
  const left = me && allowance(me.features.questions, "question");
  const ask = () => {
    press("question", { job, asked: choice });
    navigate(paths.newQuestion(job, choice));
  };
  return (
    <div className="stack">
      <section className="board big stack" aria-labelledby="ask">
        <h2 id="ask">What shall I ask?</h2>
        <Segments
          legend="Difficulty"
          hidden
          name="difficulty"
          choices={CHOICES}
          value={choice}
          onChange={(value) => setChoice(choiceOf(value))}
        />
        {choice === "auto" && <p className="over">{AUTO_HINT}</p>}
        <div className="line apart">
          <ServerButton className="btn go" onClick={ask} disabled={left?.over ?? false}>
            New question
          </ServerButton>
          <span className="over">{left?.said}</span>
        </div>
        <Practise job={job} over={left?.over ?? false} />
      </section>
      {left?.over && (
        <Note
          tone="look"
          icon="plan"
          title={`${left.said}.`}
          actions={
            <Link className="btn slim" href={paths.plan()}>
              See plan and usage
            </Link>
          }
        >
          <p>Your drafts stay. Answering old questions again is free.</p>
        </Note>
      )}
    </div>
  );
}
