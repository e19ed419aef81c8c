// Ask board: a level, a button, and what is left of the plan.

import { useState } from "react";
import { Link, useLocation } from "wouter";
import { Segments } from "../../parts/Field.tsx";
import { Note } from "../../parts/Note.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useMe } from "../../queries/queries.ts";
import { press } from "../../streams/press.ts";
import { allowance } from "./allowance.ts";

const LEVELS = [
  { value: "easy", label: "Easy" },
  { value: "medium", label: "Medium" },
  { value: "hard", label: "Hard" },
] as const;

/** `before`: the level of the question before, which is offered again. */
export function Ask({ job, before }: { job: string; before: Schema["Difficulty"] | undefined }) {
  const { data: me } = useMe();
  const [chosen, setChosen] = useState<string | null>(null);
  const [, navigate] = useLocation();
  const difficulty = chosen ?? before ?? "medium";
  const left = me && allowance(me.features.questions, "question");
  const ask = () => {
    press("question", { job, difficulty });
    navigate(paths.newQuestion(job, difficulty));
  };
  return (
    <div className="stack">
      <section className="board big stack" aria-labelledby="ask">
        <h2 id="ask">What shall I ask?</h2>
        <Segments
          legend="Difficulty"
          hidden
          name="difficulty"
          choices={LEVELS}
          value={difficulty}
          onChange={setChosen}
        />
        <div className="line apart">
          <ServerButton className="btn go" onClick={ask} disabled={left?.over ?? false}>
            New question
          </ServerButton>
          <span className="over">{left?.said}</span>
        </div>
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
