// Question board: the question as darasa asks it, while it is written and ever after.

import type { ReactNode } from "react";
import { Markdown } from "../../parts/Markdown.tsx";
import { useHeading } from "../../parts/Screen.tsx";
import { parseQuestion } from "./question-text.ts";

type Props = {
  text: string;
  over: string;
  streaming: boolean;
  action?: ReactNode;
  /** Of its heading; the page has another one where it is not the first. */
  level?: 1 | 2;
};

/** No words yet: the model thinks. */
export function QuestionBoard({ text, over, streaming, action, level = 1 }: Props) {
  const { title, body } = parseQuestion(text, streaming);
  const heading = useHeading(title ?? "Question");
  const Heading = level === 1 ? "h1" : "h2";
  const thinking = streaming && text === "";
  return (
    <section className="board big stack g3" aria-busy={streaming}>
      <div className="line apart">
        <p className="over">{over}</p>
        {action}
      </div>
      <Heading className={title ? "asked" : "asked vh"} ref={heading} tabIndex={-1}>
        {title ?? "Question"}
      </Heading>
      {thinking ? (
        <p className="say" aria-hidden="true">
          Thinking…
        </p>
      ) : (
        <div className="prose say">
          <Markdown text={body} streaming={streaming} level={level + 1} />
        </div>
      )}
    </section>
  );
}
