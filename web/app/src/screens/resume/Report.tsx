// Report of a résumé check: as it arrives, and as it is stored, with the text that it was made of.

import { date } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import { CategoryCards } from "./CategoryCard.tsx";
import { DeleteReport } from "./DeleteReport.tsx";
import { ExtractedText } from "./ExtractedText.tsx";
import { Overall, StoredOverall } from "./Overall.tsx";
import type { ResumeCheck } from "./use-resume-check.ts";

/** What arrives, from the first word on: the region is busy, and nothing in it is read aloud by itself. */
export function Arriving({ check }: { check: ResumeCheck }) {
  const { phase } = check.state;
  const arriving = isUnderWay(check.state);
  return (
    <div className="stack" aria-busy={arriving}>
      <div className="line apart">
        <p className="small dim wrap-anywhere">
          {check.fileName} {phase === "running" ? "is being read and marked." : ""}
        </p>
        {phase === "running" && (
          <button className="btn slim" type="button" onClick={check.stop}>
            Stop
          </button>
        )}
      </div>
      <Overall score={check.object?.overallScore} arriving={arriving} />
      {check.object && <CategoryCards analysis={check.object} arriving={arriving} />}
    </div>
  );
}

type ReportProps = {
  report: Schema["StoredAnalysis"];
  before: Schema["StoredAnalysis"] | undefined;
  /** After it was deleted; none while it may not be. */
  forget: ((report: Schema["StoredAnalysis"]) => void) | undefined;
};

export function Report({ report, before, forget }: ReportProps) {
  return (
    <div className="stack">
      <p className="small dim wrap-anywhere">
        {report.fileName}, checked {date(report.createdAt)}
      </p>
      <StoredOverall report={report} before={before} />
      <ExtractedText report={report} key={report.id} />
      <CategoryCards analysis={report} arriving={false} />
      {forget && <DeleteReport report={report} deleted={() => forget(report)} key={`delete ${report.id}`} />}
    </div>
  );
}
