// Answer on paper: what was written, as it was written, with the words shaded that the feedback quotes.

import { count, words } from "../../parts/dates.ts";
import { answerBlocks } from "../../parts/answer-text.ts";
import type { Range } from "../../parts/quotations.ts";
import { Shaded } from "../../parts/Shaded.tsx";

type Props = { text: string; quoted: readonly Range[]; title?: string; id?: string };

export function AnswerPaper({ text, quoted, title = "Your answer", id = "your-answer" }: Props) {
  return (
    <section className="leaf mine" aria-labelledby={id}>
      <div className="row">
        <div className="gut">
          <small>{count(words(text), "word")}</small>
        </div>
        <div className="words">
          <h2 id={id} className="over">
            {title}
          </h2>
          {answerBlocks(text).map(({ kind, start, end }) => {
            const words = <Shaded text={text.slice(start, end)} from={start} ranges={quoted} />;
            return kind === "code" ? (
              <pre key={start} tabIndex={0} role="group" aria-label="Code">
                <code>{words}</code>
              </pre>
            ) : (
              <p key={start} className="as-typed">
                {words}
              </p>
            );
          })}
        </div>
      </div>
    </section>
  );
}
