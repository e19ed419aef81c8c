// Delete dialog of a job: says what goes with it, and that what was used of the plan stays used.

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { useDrafts } from "../../drafts/use-draft.ts";
import { count } from "../../parts/dates.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { paths } from "../../paths.ts";
import { unlessGone, useApi, type Schema } from "../../queries/api.ts";
import { deleteJob, forgetJob } from "../../queries/jobs.ts";
import { useReads } from "../../queries/queries.ts";
import type { LeftBehind } from "../home/Home.tsx";

type Props = { job: Schema["JobInfo"]; open: boolean; close: () => void };

export function DeleteJob({ job, open, close }: Props) {
  const title = job.title ?? job.name;
  const removal = useRemoval(job, title);
  const remove = useOnce(removal);
  return (
    <Dialog
      title={`Delete “${title}”?`}
      open={open}
      close={close}
      actions={
        <>
          <button className="btn" type="button" onClick={close}>
            Keep it
          </button>
          <ServerButton className="btn danger" onClick={remove} busy={removal.isPending} busyLabel="Deleting…">
            <Icon name="delete" />
            Delete job
          </ServerButton>
        </>
      }
    >
      <Losses job={job.id} />
      {removal.error && (
        <ProblemNote error={removal.error} title="The job was not deleted.">
          <p>Everything is still there.</p>
        </ProblemNote>
      )}
    </Dialog>
  );
}

function Losses({ job }: { job: string }) {
  const reads = useReads();
  const { data: questions } = useQuery(reads.questions(job));
  const { data: interviews } = useQuery(reads.interviews(job));
  const { data: analyses } = useQuery(reads.analyses(job));
  const counts = [
    questions && questions.length > 0 && `${count(questions.length, "question")} with their answers`,
    interviews && interviews.length > 0 && count(interviews.length, "interview"),
    analyses && analyses.length > 0 && count(analyses.length, "résumé check"),
  ].filter((text) => typeof text === "string");
  const list = new Intl.ListFormat("en").format(counts);
  // While something is unread nothing is counted short.
  const known = questions && interviews && analyses;
  const all = known ? list : "Its questions with their answers, its interviews and résumé checks";
  return (
    <>
      {all === "" ? (
        <p>Nothing hangs on it yet. It cannot be brought back.</p>
      ) : (
        <p>{all} go with it, and cannot be brought back.</p>
      )}
      <p>Used-up allowance stays used.</p>
    </>
  );
}

function useRemoval({ id }: Schema["JobInfo"], title: string) {
  const api = useApi();
  const client = useQueryClient();
  const drafts = useDrafts();
  const [, navigate] = useLocation();
  const { data: questions } = useQuery(useReads().questions(id));
  return useMutation({
    mutationFn: () => unlessGone(deleteJob(api, id)),
    onSuccess() {
      for (const question of questions ?? []) drafts.clear("answer", question.id);
      drafts.clear("job", id);
      const state: LeftBehind = { deleted: title };
      // Away first: this page would ask for the job again.
      navigate(paths.home(), { replace: true, state });
      forgetJob(client, id);
    },
  });
}
