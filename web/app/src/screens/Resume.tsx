// Résumé: one checked against the job while you watch, its keyword report, earlier versions and the difference.

import "../look/marks.css";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Loaded } from "../parts/Loading.tsx";
import { date } from "../parts/dates.ts";
import { Note } from "../parts/Note.tsx";
import { goTo } from "../parts/go-to.ts";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import type { Schema } from "../queries/api.ts";
import { useJob, useMe, useReads } from "../queries/queries.ts";
import { isUnderWay } from "../streams/generation-state.ts";
import { StreamNote } from "../streams/StreamNote.tsx";
import { CategoryCards } from "./resume/CategoryCard.tsx";
import { reportOf } from "./resume/difference.ts";
import { Keywords } from "./resume/Keywords.tsx";
import { Overall, StoredOverall } from "./resume/Overall.tsx";
import { Upload } from "./resume/Upload.tsx";
import { useResumeCheck, type ResumeCheck } from "./resume/use-resume-check.ts";
import { Versions } from "./resume/Versions.tsx";

const SAFE = "Your file is still on your device, and earlier reports stay.";
const STOPPED = "The report is finished all the same, and kept with this job.";

export default function Resume({ job }: { job: string }) {
  const named = useJob(job).data?.job;
  const reports = useQuery(useReads().analyses(job));
  const title = named?.title ?? named?.name ?? "The job";
  return (
    <Screen title="Résumé report" back={{ href: paths.job(job), label: title }} lead="Your résumé, read beside the ad.">
      <Loaded of={reports} what="your reports">
        {(all) => <Reports job={job} reports={all} />}
      </Loaded>
    </Screen>
  );
}

function Reports({ job, reports }: { job: string; reports: Schema["StoredAnalysis"][] }) {
  const use = useMe().data?.features.resumeAnalyses;
  const [chosen, setChosen] = useState<string | null>(null);
  const [sent, setSent] = useState<File | null>(null);
  const [finished, setFinished] = useState<Schema["ResumeAnalysis"] | null>(null);
  const check = useResumeCheck(job, (object) => {
    setFinished(object);
    setChosen(null);
  });
  const replayed = check.replayed && finished ? reportOf(finished, reports) : undefined;
  const shown = reports.find(({ id }) => id === chosen) ?? replayed ?? reports[0];
  const report = useRef<HTMLDivElement>(null);
  const send = (file: File, regenerate = false) => {
    // The button that was pressed is gone, and on a phone it stood below what comes now.
    goTo(report.current);
    setSent(file);
    setFinished(null);
    check.start({ file, regenerate, before: reports[0]?.id ?? null });
  };
  const { phase } = check.state;
  const watching = chosen === null && (isUnderWay(check.state) || (phase !== "done" && check.object !== undefined));
  const retry = sent ? () => send(sent) : undefined;
  return (
    <div className="cols aside">
      <div className="stack g5 arrives" ref={report} tabIndex={-1} role="group" aria-label="Report">
        <StreamNote of={check} what="The report" safe={SAFE} stopped={STOPPED} retry={retry} />
        {check.state.phase === "following" && check.state.cut && <StopWaiting stop={check.cancel} />}
        {phase === "done" && replayed && <Replayed report={replayed} anew={sent && (() => send(sent, true))} />}
        {watching && <Arriving check={check} />}
        {!watching && shown && <Report report={shown} before={reports[reports.indexOf(shown) + 1]} />}
        {!watching && !shown && <Upload use={use} first send={send} />}
      </div>
      <aside className="stack g5" aria-label="Keywords and versions">
        {watching && <KeywordsLater />}
        {!watching && shown && <Keywords report={shown.keywords} key={shown.id} />}
        {(shown || watching) && !isUnderWay(check.state) && <Upload use={use} first={false} send={send} />}
        {reports.length > 0 && (
          <Versions reports={reports} shown={watching ? undefined : shown?.id} show={setChosen} />
        )}
      </aside>
    </div>
  );
}

/** What arrives, from the first word on: the region is busy, and nothing in it is read aloud by itself. */
function Arriving({ check }: { check: ResumeCheck }) {
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

type ReportProps = { report: Schema["StoredAnalysis"]; before: Schema["StoredAnalysis"] | undefined };

function Report({ report, before }: ReportProps) {
  return (
    <div className="stack">
      <p className="small dim wrap-anywhere">
        {report.fileName}, checked {date(report.createdAt)}
      </p>
      <StoredOverall report={report} before={before} />
      <CategoryCards analysis={report} arriving={false} />
    </div>
  );
}

/** A break does not say whether the connection or the model ended it. */
function StopWaiting({ stop }: { stop: () => void }) {
  return (
    <div className="stack g2">
      <p className="small dim">
        If it was the model that stopped, nothing will come; then it is counted only if the overall score and one whole
        part were shown. Sending the same file again costs nothing where its report was stored.
      </p>
      <div>
        <button className="btn slim" type="button" onClick={stop}>
          Stop waiting
        </button>
      </div>
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

function Replayed({ report, anew }: { report: Schema["StoredAnalysis"]; anew: (() => void) | null }) {
  const action = anew && (
    <button className="btn slim" type="button" onClick={anew}>
      Have it marked anew
    </button>
  );
  return (
    <Note tone="good" title="This file was checked before." actions={action} live>
      <p>
        This is its report of {date(report.createdAt)}; nothing was counted. Marking it anew counts as one résumé check.
      </p>
    </Note>
  );
}
