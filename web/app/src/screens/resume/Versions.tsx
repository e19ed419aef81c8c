// Versions: the reports for a job, the newest first; one of them is shown.

import { Mark } from "../../parts/Strokes.tsx";
import { shortDate } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

type Props = { reports: Schema["StoredAnalysis"][]; shown: string | undefined; show: (id: string) => void };

export function Versions({ reports, shown, show }: Props) {
  return (
    <section className="stack g3" aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      <ol className="leaf" reversed>
        {reports.map(({ id, fileName, createdAt, overallScore }, index) => (
          <li className={index === 0 ? "row" : "row rule"} key={id}>
            <div className="gut">
              <Mark value={overallScore} small />
            </div>
            <div className="words">
              <p className="wrap-anywhere">
                {reports.length - index}. {fileName}
              </p>
              <div className="line apart small dim">
                <span>{shortDate(createdAt)}</span>
                {id === shown ? (
                  <span>Shown</span>
                ) : (
                  <button className="btn quiet slim" type="button" onClick={() => show(id)}>
                    Show<span className="vh"> version {reports.length - index}</span>
                  </button>
                )}
              </div>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
