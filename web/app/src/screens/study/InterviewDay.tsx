// Day of the interview: set, changed, or taken out.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "../../../../src/client.ts";
import { TextField } from "../../parts/Field.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useApi } from "../../queries/api.ts";
import { keepJob } from "../../queries/jobs.ts";
import { setInterviewDay } from "../../queries/plan.ts";
import { keys, useReads, type VersionedJob } from "../../queries/queries.ts";

type Props = { versioned: VersionedJob; today: string | undefined };

export function InterviewDay({ versioned, today }: Props) {
  const api = useApi();
  const client = useQueryClient();
  const reads = useReads();
  const { id, interviewOn } = versioned.job;
  const [day, setDay] = useState(interviewOn ?? "");
  const save = useMutation({
    async mutationFn(wanted: string | null) {
      const reread = () => client.fetchQuery({ ...reads.job(id), staleTime: 0 });
      keepJob(client, await setInterviewDay(api, versioned, wanted, reread));
      await client.invalidateQueries({ queryKey: keys.plan(id) });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day !== "" && !save.isPending) save.mutate(day);
  };
  const refused = save.error instanceof ApiError ? save.error.problem.errors?.[0]?.detail : undefined;
  return (
    <form className="card stack g3" onSubmit={submit} noValidate aria-labelledby="interview-day">
      <h2 id="interview-day">The day</h2>
      <TextField
        label="Your interview is on"
        type="date"
        min={today}
        value={day}
        error={refused && `The day ${refused}.`}
        onInput={({ currentTarget }) => setDay(currentTarget.value)}
      />
      {save.error && !refused && <ProblemNote error={save.error} title="The day was not saved." />}
      <div className="line">
        <ServerButton className="btn" type="submit" busy={save.isPending} disabled={day === "" || day === interviewOn}>
          Save the day
        </ServerButton>
        {interviewOn !== null && (
          <ServerButton className="btn quiet" busy={save.isPending} onClick={() => save.mutate(null)}>
            Take it out
          </ServerButton>
        )}
      </div>
    </form>
  );
}
