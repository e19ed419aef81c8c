// Another job: the kept text of a résumé is checked against it by one press, and no file is sent again.

import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";
import { Select } from "../../parts/Field.tsx";
import { Loaded } from "../../parts/Loading.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useJobs, useReads } from "../../queries/queries.ts";
import { press } from "../../streams/press.ts";
import { useIsMaking } from "../../streams/use-making.ts";

type Report = Schema["StoredAnalysis"];
type Props = { report: Report; others: Schema["ListedJobInfo"][] };

/** That a file had no text the list of reports says already. */
export function AnotherJob({ report }: { report: Report }) {
  const others = useJobs().data?.filter((job) => job.id !== report.jobInfoId) ?? [];
  if (report.keywords.source === "model" || others.length === 0) return null;
  return <WithText report={report} others={others} />;
}

function WithText({ report, others }: Props) {
  const read = useQuery(useReads().analysis(report.jobInfoId, report.id));
  return (
    <Loaded of={read} what="the kept text" rows={1}>
      {({ sourceText }) => (sourceText === null ? null : <Check report={report} others={others} />)}
    </Loaded>
  );
}

function Check({ report: { id: analysis, fileName: name }, others }: Props) {
  const [job, setJob] = useState("");
  // Two at once would be charged twice, and one not seen.
  const isChecking = useIsMaking("analysis", job, job);
  const [, navigate] = useLocation();
  /** The report is written on the page of the other job. */
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    press("analysis", { job, analysis, name });
    navigate(paths.resume(job));
  };
  return (
    <form className="stack g3" aria-labelledby="another-job" onSubmit={send}>
      <h2 id="another-job">Check against another job</h2>
      <Select
        label="Job"
        name="job"
        required
        value={job}
        onChange={(event) => setJob(event.target.value)}
        hint="Its text is kept with this report: you need not send the file again."
      >
        <option value="" disabled>
          Choose a job
        </option>
        {others.map(({ id, title, name }) => (
          <option key={id} value={id}>
            {title === null || title === name ? name : `${title}, ${name}`}
          </option>
        ))}
      </Select>
      <ServerButton className="btn wide" type="submit" disabled={isChecking}>
        Check against this job
      </ServerButton>
      {isChecking && (
        <p className="small" role="status">
          A résumé is being checked for this job already. <Link href={paths.resume(job)}>Go to its report</Link>
        </p>
      )}
      <p className="tiny dim">
        Counts as one résumé check, unless this résumé was checked before for that job as it is now.
      </p>
    </form>
  );
}
