// Ask board: three levels and one button, which is what is charged; what is left of the plan stands beside it.

import { useState } from "react";
import { useSearch } from "wouter";
import { Segments } from "../../parts/Field.tsx";
import { useHeading } from "../../parts/Screen.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useMe } from "../../queries/queries.ts";
import { AUTO_HINT, CHOICES, choiceOf, type Asked } from "./levels.ts";

type Props = { ask: (asked: Asked, about: { topic: string | null }) => void; waiting: boolean };

export function AskBoard({ ask, waiting }: Props) {
  const heading = useHeading("What shall I ask?");
  const wanted = new URLSearchParams(useSearch());
  const [level, setLevel] = useState(choiceOf(wanted.get("difficulty")));
  const [topic, setTopic] = useState(wanted.get("topic"));
  const online = useOnline();
  return (
    <section className="board big stack g4">
      <h1 className="say" ref={heading} tabIndex={-1}>
        What shall I ask?
      </h1>
      <p className="over">Choose a level; you can change it each time. {AUTO_HINT}</p>
      {topic && (
        <p className="line">
          About {topic}.
          <button className="btn quiet slim" type="button" onClick={() => setTopic(null)}>
            Any topic
          </button>
        </p>
      )}
      <Segments
        legend="Level"
        hidden
        name="level"
        choices={CHOICES}
        value={level}
        onChange={(value) => setLevel(choiceOf(value))}
      />
      <div className="line">
        <button className="btn go" type="button" disabled={waiting || !online} onClick={() => ask(level, { topic })}>
          Ask me
        </button>
        <p className="over">{online ? <QuestionsLeft /> : "Asking needs a connection."}</p>
      </div>
    </section>
  );
}

function QuestionsLeft() {
  const { data } = useMe();
  if (!data) return "Counts as one question.";
  const { limit, remaining } = data.features.questions;
  if (limit === null || remaining === null) return "Ask as often as you like.";
  return `Counts as one question; ${remaining} of ${limit} left.`;
}
