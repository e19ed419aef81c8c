// Receipts on the page: the last weeks by date, as they arrive.

import { useState } from "react";
import { Link } from "wouter";
import { dayKey, shortDate, timeOfDay } from "../../parts/dates.ts";
import { Loaded, Skeleton } from "../../parts/Loading.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useEachJob } from "../../queries/each-job.ts";
import { useJobs, useReads } from "../../queries/queries.ts";
import { receipts, type Receipt } from "./receipts.ts";

const SHOWN = 8;
/** Three requests each; for more the page waits until it is asked. */
const JOBS_AT_ONCE = 10;

export function Receipts() {
  const jobs = useJobs();
  const [most, setMost] = useState(JOBS_AT_ONCE);
  return (
    <section className="stack g3" aria-labelledby="receipts">
      <h2 id="receipts">Receipts of the last four weeks</h2>
      <Loaded of={jobs} what="your jobs">
        {(all) => (
          <>
            <OfJobs jobs={all.slice(0, most)} />
            {all.length > most && (
              <div>
                <button className="btn" type="button" onClick={() => setMost(most + JOBS_AT_ONCE)}>
                  Look through older jobs too
                </button>
              </div>
            )}
          </>
        )}
      </Loaded>
      <p className="small dim">
        Only the latest answer to a question is listed. What failed was given back and is not listed, nor is anything of
        a deleted job.
      </p>
    </section>
  );
}

function OfJobs({ jobs }: { jobs: Schema["ListedJobInfo"][] }) {
  const reads = useReads();
  const questions = useEachJob(jobs, reads.questions);
  const analyses = useEachJob(jobs, reads.analyses, questions.done === jobs.length);
  const interviews = useEachJob(jobs, reads.interviews, analyses.done === jobs.length);
  const all = [questions, analyses, interviews];
  const found = receipts(
    { questions: questions.lists, analyses: analyses.lists, interviews: interviews.lists },
    Date.now(),
  );
  const failed = all.find(({ error }) => error);
  const reading = all.some(({ done, total }) => done < total);
  return (
    <>
      {failed?.error && (
        <ProblemNote error={failed.error} title="Some receipts could not be read." retry={failed.retry} />
      )}
      <List found={found} reading={reading} />
    </>
  );
}

function List({ found, reading }: { found: Receipt[]; reading: boolean }) {
  const [shown, setShown] = useState(SHOWN);
  if (found.length === 0) {
    return reading ? (
      <Skeleton label="Loading receipts" />
    ) : (
      <div className="empty">
        <p>Nothing was used in the last four weeks.</p>
      </div>
    );
  }
  return (
    <>
      <ul className="leaf" aria-busy={reading}>
        {found.slice(0, shown).map((receipt, index) => (
          <Row key={receipt.id} receipt={receipt} before={found[index - 1]} />
        ))}
      </ul>
      {found.length > shown && (
        <div>
          <button className="btn" type="button" onClick={() => setShown(shown + SHOWN)}>
            Show more
          </button>
        </div>
      )}
    </>
  );
}

/** The day stands beside the first receipt of it. */
function Row({ receipt, before }: { receipt: Receipt; before: Receipt | undefined }) {
  const { at, title, job, counted, note } = receipt;
  const begins = !before || dayKey(before.at) !== dayKey(at);
  return (
    <li className={before ? "row rule" : "row"}>
      <div className="gut">
        <small className={begins ? "" : "vh"}>{shortDate(at)}</small>
      </div>
      <div className="words">
        <p>{title}</p>
        <p className="small dim">
          {timeOfDay(at)} · {counted ? `Counted: ${note}` : `Not counted. ${note}`}
          <br />
          <Link href={paths.job(job.id)}>{job.name}</Link>
        </p>
      </div>
    </li>
  );
}
