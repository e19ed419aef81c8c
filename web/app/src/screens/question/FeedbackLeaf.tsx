// Feedback leaf: the rating first, in the margin, then what works, what is missing and a full answer.

import type { ReactNode } from "react";
import { Markdown } from "../../parts/Markdown.tsx";
import type { QuotedAnswer } from "../../parts/quotations.ts";
import { ratingWord } from "../../parts/rating.ts";
import { Mark, Strokes } from "../../parts/Strokes.tsx";
import { isWeak } from "../../parts/rating.ts";
import { FULL_ANSWER_LABEL, type Feedback } from "./feedback.ts";

type Props = {
  feedback: Feedback;
  answer: QuotedAnswer;
  streaming: boolean;
  /** The rating of the attempt before. */
  before?: number | null | undefined;
  action?: ReactNode;
};

export function FeedbackLeaf({ feedback: { rating, rows, fullAnswer }, answer, streaming, before, action }: Props) {
  const writesRows = streaming && fullAnswer === null;
  return (
    <section className="leaf marked" aria-labelledby="feedback" aria-busy={streaming}>
      <div className="row">
        <div className="gut">
          {rating === null && streaming ? <span className="bone w2" /> : <Mark value={rating} />}
        </div>
        <div className="words">
          <h2 id="feedback" className="vh">
            Feedback
          </h2>
          <div className="line apart">
            <RatingLine rating={rating} streaming={streaming} />
            {action}
          </div>
          {typeof before === "number" && rating !== null && (
            <p className="small dim">{`The attempt before had ${before} of 10.`}</p>
          )}
        </div>
      </div>
      {rows.map(({ label, text }, index) => (
        <Row key={index} label={label}>
          <Markdown text={text} streaming={writesRows && index === rows.length - 1} marks={answer.marks} />
        </Row>
      ))}
      {fullAnswer !== null && (
        <Row label={FULL_ANSWER_LABEL}>
          <Markdown text={fullAnswer} streaming={streaming} />
        </Row>
      )}
    </section>
  );
}

function RatingLine({ rating, streaming }: { rating: number | null; streaming: boolean }) {
  if (rating === null) return <p className="dim">{streaming ? "Thinking…" : "No rating was given."}</p>;
  return (
    <span className={isWeak(rating) ? "rated weak" : "rated"}>
      <Strokes value={rating} />
      <span>{ratingWord(rating)}</span>
    </span>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="row rule">
      <div className="gut">
        <h3 className="gut-label">{label}</h3>
      </div>
      <div className="words">
        <div className="prose">{children}</div>
      </div>
    </div>
  );
}
