// Answer on paper: what was written, as it was written, with the words shaded that the feedback quotes.

import { count, words } from "../../parts/dates.ts";
import { cut } from "../../parts/markdown/leaves.ts";
import { answerBlocks } from "../../parts/answer-text.ts";
import type { Range } from "./quotations.ts";

type Props = { text: string; quoted: readonly Range[]; title?: string };

export function AnswerPaper({ text, quoted, title = "Your answer" }: Props) {
  const marks = quoted.map((range) => ({ ...range, supported: true }));
  return (
    <section className="leaf mine" aria-labelledby="your-answer">
      <div className="row">
        <div className="gut">
          <small>{count(words(text), "word")}</small>
        </div>
        <div className="words">
          <h2 id="your-answer" className="over">
            {title}
          </h2>
          {answerBlocks(text).map(({ kind, start, end }) => {
            const pieces = cut(text.slice(start, end), start, marks).map((piece, index) =>
              piece.mark ? (
                <span className="q" key={index}>
                  {piece.text}
                </span>
              ) : (
                piece.text
              ),
            );
            return kind === "code" ? (
              <pre key={start} tabIndex={0} role="group" aria-label="Code">
                <code>{pieces}</code>
              </pre>
            ) : (
              <p key={start} className="as-typed">
                {pieces}
              </p>
            );
          })}
        </div>
      </div>
    </section>
  );
}
