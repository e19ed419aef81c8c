// Uses of the plan: used and left of each kind as a tally, and when a use counts.

import type { ReactNode } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { Tally } from "../../parts/Tally.tsx";
import type { Schema } from "../../queries/api.ts";

const KINDS = [
  { of: "questions", title: "Questions", note: "Answers and their feedback are not counted." },
  { of: "interviews", title: "Interviews", note: "Counted when the interviewer is first heard or read." },
  { of: "resumeAnalyses", title: "Résumé checks", note: "Earlier reports stay readable, whatever your plan." },
] as const;

export function Uses({ features }: { features: Schema["Features"] }) {
  return (
    <section className="card" aria-label="Used so far">
      <ul>
        {KINDS.map(({ of, title, note }) => (
          <li className="use" key={of}>
            <div className="line apart">
              <h2 className="small">{title}</h2>
              <Used {...features[of]} />
            </div>
            <p className="small dim">
              {left(features[of])} {note}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Used({ used, limit }: Schema["FeatureUse"]) {
  // Of what a plan does not have there is nothing to count.
  if (limit === 0 && used === 0) return null;
  return (
    <span className="line num">
      {limit !== null && <Tally used={used} limit={limit} />}
      <span>
        <b>{used.toLocaleString()}</b> {limit === null ? "used, no limit" : `of ${limit.toLocaleString()} used`}
      </span>
    </span>
  );
}

function left({ remaining, limit }: Schema["FeatureUse"]): string {
  if (limit === null || remaining === null) return "";
  if (limit === 0) return "Not part of this plan.";
  return remaining === 0 ? "None left." : `${remaining.toLocaleString()} left.`;
}

export function WhatCounts() {
  return (
    <details className="card">
      <summary>
        <Icon name="forward" />
        When a use counts
      </summary>
      <dl className="stack g4">
        <Case title="It counts">
          <li>
            A question or a résumé check that is complete. It is kept, even if you leave while it is being written.
          </li>
          <li>An interview, from the first words of the interviewer on.</li>
          <li>What is used stays used: deleting a job gives none back.</li>
          <li>
            A question that the model ends too early, if at least 200 characters of it were written; a résumé check, if
            the overall score and one whole category were shown.
          </li>
        </Case>
        <Case title="It is given back">
          <li>The model falls silent, its connection breaks, or it stops before that.</li>
          <li>An interview that has not begun within an hour.</li>
        </Case>
        <Case title="It never counts">
          <li>Answering, answering again, and all feedback.</li>
          <li>The same file for the same unchanged job: you get the same report.</li>
        </Case>
      </dl>
    </details>
  );
}

function Case({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="stack g2">
      <dt>
        <b>{title}</b>
      </dt>
      <dd className="prose small">
        <ul>{children}</ul>
      </dd>
    </div>
  );
}
