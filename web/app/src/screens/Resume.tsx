// Résumé: one checked against the job while you watch, its keyword report, earlier versions and the difference.

import "../look/marks.css";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Loaded } from "../parts/Loading.tsx";
import { date } from "../parts/dates.ts";
import { Note } from "../parts/Note.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import type { Schema } from "../queries/api.ts";
import { useJob, useMe, useReads } from "../queries/queries.ts";
import { isUnderWay } from "../streams/generation-state.ts";
import { takePress } from "../streams/press.ts";
import { AnotherJob } from "./resume/AnotherJob.tsx";
import { CheckNote } from "./resume/CheckNote.tsx";
import { Keywords } from "./resume/Keywords.tsx";
import { Arriving, Report } from "./resume/Report.tsx";
import { Upload } from "./resume/Upload.tsx";
import { useReports, type Pressed } from "./resume/use-reports.ts";
import { Versions } from "./resume/Versions.tsx";

export default function Resume({ job }: { job: string }) {
  const named = useJob(job).data?.job;
  const reports = useQuery(useReads().analyses(job));
  // Taken when the page is come to, and not when the reports are there: by then it may have been left.
  const [pressed, setPressed] = useState<Pressed>({ source: null });
  useEffect(() => {
    const source = takePress("analysis", job);
    // React's strict mode comes twice, and finds nothing the second time.
    if (source) setPressed({ source });
  }, [job]);
  const title = named?.title ?? named?.name ?? "The job";
  return (
    <Screen title="Résumé report" back={{ href: paths.job(job), label: title }} lead="Your résumé, read beside the ad.">
      <Loaded of={reports} what="your reports">
        {(all) => <Reports job={job} reports={all} pressed={pressed} />}
      </Loaded>
    </Screen>
  );
}

type Props = { job: string; reports: Schema["StoredAnalysis"][]; pressed: Pressed };

function Reports({ job, reports, pressed }: Props) {
  const use = useMe().data?.features.resumeAnalyses;
  const place = useRef<HTMLDivElement>(null);
  const state = useReports(job, reports, pressed, place);
  const { check, sent, send, shown, show, replayed, watching, deleted, forget } = state;
  return (
    <div className="cols aside">
      <div className="stack g5 arrives" ref={place} tabIndex={-1} role="group" aria-label="Report">
        <CheckNote check={check} sent={sent} send={send} />
        {replayed && <Replayed report={replayed} anew={sent && (() => send(sent, true))} />}
        {deleted && <Deleted report={deleted} />}
        {watching && <Arriving check={check} />}
        {!watching && shown && (
          <Report report={shown} before={reports[reports.indexOf(shown) + 1]} forget={forget} />
        )}
        {!watching && !shown && <Upload use={use} first send={send} />}
      </div>
      <aside className="stack g5" aria-label="Keywords and versions">
        {watching && <KeywordsLater />}
        {!watching && shown && <Keywords report={shown.keywords} key={shown.id} />}
        {(shown || watching) && !isUnderWay(check.state) && <Upload use={use} first={false} send={send} />}
        {!watching && shown && <AnotherJob report={shown} key={`another ${shown.id}`} />}
        {reports.length > 0 && <Versions reports={reports} shown={watching ? undefined : shown?.id} show={show} />}
      </aside>
    </div>
  );
}

function KeywordsLater() {
  return (
    <section className="card stack g1">
      <h2>Keywords</h2>
      <p className="tiny dim">Computed by counting words, no AI. It appears when the report is complete.</p>
    </section>
  );
}

function Deleted({ report }: { report: Schema["StoredAnalysis"] }) {
  return (
    <Note tone="good" title={`The report of ${report.fileName} is deleted.`} live>
      <p>
        Its copy of the résumé’s text is gone too. Other reports of the same résumé, for this job or another, keep
        theirs. The résumé check stays used.
      </p>
    </Note>
  );
}

function Replayed({ report, anew }: { report: Schema["StoredAnalysis"]; anew: (() => void) | null }) {
  const action = anew && (
    <button className="btn slim" type="button" onClick={anew}>
      Have it marked anew
    </button>
  );
  return (
    <Note tone="good" title="This résumé was checked before." actions={action} live>
      <p>
        This is its report of {date(report.createdAt)}; nothing was counted. Marking it anew counts as one résumé check.
      </p>
    </Note>
  );
}
