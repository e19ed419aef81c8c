// Overall score of a report, and what changed since the version before.

import type { ReactNode } from "react";
import { date } from "../../parts/dates.ts";
import { ratingWord } from "../../parts/rating.ts";
import { Ring } from "../../parts/Ring.tsx";
import type { Schema } from "../../queries/api.ts";
import { changeInWords, difference, type Difference, type ScoreChange } from "./difference.ts";

export function Overall({ score, arriving }: { score: number | undefined; arriving: boolean }) {
  return (
    <Sheet>
      {score === undefined ? (
        <div className="stack g2" role="group" aria-label="The overall score is being decided">
          <span className="bone w2 title-bone" />
          <span className="bone w3" />
          <p className="tiny dim">Reading your résumé beside the ad. The overall score comes first.</p>
        </div>
      ) : (
        <div className="overall">
          <Ring value={score} what="Overall" />
          <div className="stack g2">
            <h2>{ratingWord(score)}</h2>
            {arriving && <p className="dim">Five parts follow, with what to keep and what to change.</p>}
          </div>
        </div>
      )}
    </Sheet>
  );
}

type StoredProps = { report: Schema["StoredAnalysis"]; before: Schema["StoredAnalysis"] | undefined };

export function StoredOverall({ report, before }: StoredProps) {
  const changes = before && difference(report, before);
  return (
    <Sheet>
      <div className="overall">
        <Ring value={report.overallScore} what="Overall" />
        <div className="stack g2">
          <h2>
            {ratingWord(report.overallScore)}
            {changes && `, ${changeInWords(changes.overall)}`}
          </h2>
          {before && changes ? (
            <Changes changes={changes} before={before} />
          ) : (
            <p className="dim">The first version that was checked for this job.</p>
          )}
        </div>
      </div>
    </Sheet>
  );
}

function Changes({ changes, before }: { changes: Difference; before: Schema["StoredAnalysis"] }) {
  const { categories, won, lost, overall } = changes;
  const same = categories.length === 0 && won.length === 0 && lost.length === 0;
  return (
    <>
      <p className="dim">
        {before.fileName} of {date(before.createdAt)} had {overall.from}.{same && " Nothing else changed."}
      </p>
      {!same && (
        <ul className="stack g1 small">
          {categories.map((change) => (
            <Change key={change.title} {...change} />
          ))}
          {won.length > 0 && <li>Keywords won: {won.join(", ")}</li>}
          {lost.length > 0 && <li>Keywords lost: {lost.join(", ")}</li>}
        </ul>
      )}
    </>
  );
}

function Change({ title, from, to }: ScoreChange) {
  return (
    <li>
      {title}: {from} to {to}, {changeInWords({ from, to })}
    </li>
  );
}

function Sheet({ children }: { children: ReactNode }) {
  return (
    <section className="leaf" aria-label="Overall score">
      <div className="row">
        <div className="gut">
          <small>overall</small>
        </div>
        <div className="words">{children}</div>
      </div>
    </section>
  );
}
