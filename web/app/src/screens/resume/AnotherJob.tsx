// Another job: the kept text of a résumé is checked against it by one press, and no file is sent again.

import { useQuery } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { useLocation } from "wouter";
import { Select } from "../../parts/Field.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useJobs, useReads } from "../../queries/queries.ts";
import { press } from "../../streams/press.ts";
import { useMakingRecords } from "../../streams/use-making.ts";

type Props = { report: Schema["StoredAnalysis"] };

export function AnotherJob({ report: { jobInfoId, id, fileName } }: Props) {
  const text = useQuery(useReads().analysis(jobInfoId, id)).data?.sourceText;
  const others = useJobs().data?.filter((job) => job.id !== jobInfoId) ?? [];
  const check = useCheck({ analysis: id, name: fileName });
  if (typeof text !== "string" || others.length === 0) return null;
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    check(String(new FormData(event.currentTarget).get("job")));
  };
  return (
    <form className="stack g3" aria-labelledby="another-job" onSubmit={send}>
      <h2 id="another-job">Check against another job</h2>
      <Select
        label="Job"
        name="job"
        required
        defaultValue=""
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
      <ServerButton className="btn wide" type="submit">
        Check against this job
      </ServerButton>
      <p className="tiny dim">Counts as one résumé check, unless this résumé was checked for that job before.</p>
    </form>
  );
}

/** The report is written on the page of the other job. */
function useCheck(text: { analysis: string; name: string }): (job: string) => void {
  const records = useMakingRecords();
  const [, navigate] = useLocation();
  return (job) => {
    // What is being checked there already is waited for: two at once would be charged twice, and one not seen.
    if (!records.find("analysis", job, job)) press("analysis", { job, ...text });
    navigate(paths.resume(job));
  };
}
