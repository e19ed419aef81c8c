// Edit a job: saved only into the version that was opened; when there is another one by now, both are shown.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState, type FormEvent } from "react";
import { ApiError } from "../../../../src/client.ts";
import { useDraft } from "../../drafts/use-draft.ts";
import { focusWrong } from "../../parts/focus-wrong.ts";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi } from "../../queries/api.ts";
import { changeJob, keepJob } from "../../queries/jobs.ts";
import { useReads, type VersionedJob } from "../../queries/queries.ts";
import { AdField, DayField, TitleCompanyLevel } from "./JobFields.tsx";
import { FIELDS, newJob, refusals, textOf, wrong, type JobText } from "./job-text.ts";
import { changes, merge } from "./merge.ts";
import { Versions, type BothVersions } from "./Versions.tsx";

type Props = { opened: VersionedJob; close: () => void };

export function EditJob({ opened, close }: Props) {
  const edit = useEdit(opened, close);
  const first = useRef<HTMLFormElement>(null);
  const { text, change, save, both } = edit;
  // Both versions stand above the button that was pressed.
  useLayoutEffect(() => first.current?.querySelector<HTMLElement>("h2, input")?.focus(), [both]);
  const send = useOnce(save);
  const wrongs = FIELDS.map((field) => [field, wrong(field, text[field])] as const).filter(([, said]) => said);
  const errors = { ...refusals(save.error), ...Object.fromEntries(wrongs) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrongs.length === 0) send();
    else focusWrong(first.current);
  };
  return (
    <form className="stack g5 measure" ref={first} onSubmit={submit} noValidate aria-label="Edit this job">
      {edit.restored && (
        <Note tone="good" title="Your change of the ad is still here.">
          <p>You did not save it the last time. Save it now, or discard it.</p>
        </Note>
      )}
      {both && <Versions both={both} text={text} errors={errors} change={change} />}
      <div className="card stack">
        {both ? (
          <Rest both={both} text={text} />
        ) : (
          <>
            <TitleCompanyLevel text={text} errors={errors} change={change} />
            <DayField text={text} errors={errors} change={change} />
            <AdField text={text} errors={errors} change={change} rows={14} />
          </>
        )}
        <Refusal error={save.error} />
        <div className="acts">
          <ServerButton className="btn go" type="submit" busy={save.isPending} busyLabel="Saving…">
            {both ? "Save this version" : "Save"}
          </ServerButton>
          <button className="btn" type="button" onClick={edit.discard}>
            Discard changes
          </button>
        </div>
      </div>
    </form>
  );
}

function Rest({ both, text }: { both: BothVersions; text: JobText }) {
  const same = FIELDS.filter((field) => field !== "description" && !both.differing.includes(field));
  if (same.length === 0) return null;
  return <p className="small dim">The same in both: {same.flatMap((field) => text[field] || []).join(", ")}.</p>;
}

function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  const placed = Object.keys(refusals(error)).length;
  const all = error instanceof ApiError ? (error.problem.errors?.length ?? 0) : 0;
  if (all > 0 && placed === all) return <Note tone="stop" title="Some fields need another look." live />;
  return (
    <ProblemNote error={error} title="The change was not saved.">
      <p>What you wrote is still here.</p>
    </ProblemNote>
  );
}

function useEdit(opened: VersionedJob, close: () => void) {
  const api = useApi();
  const client = useQueryClient();
  const reads = useReads();
  const id = opened.job.id;
  // The version that was opened, and not one that is read in the meantime.
  const [from, setFrom] = useState(opened);
  const [short, setShort] = useState(() => textOf(opened.job));
  const [both, setBoth] = useState<BothVersions | null>(null);
  const ad = useDraft("job", id, opened.job.description);
  const [restored] = useState(ad.saved === true && ad.text !== opened.job.description);
  const text = { ...short, description: ad.text };
  const change = ({ description, ...changed }: Partial<JobText>) => {
    if (description !== undefined) ad.change(description);
    setShort((before) => ({ ...before, ...changed }));
  };
  const done = () => {
    ad.done();
    close();
  };
  const compare = async () => {
    const theirs = await client.fetchQuery({ ...reads.job(id), staleTime: 0 });
    const merged = merge(textOf(from.job), text, textOf(theirs.job));
    setFrom(theirs);
    if (merged.differing.length === 0) return done();
    setBoth({ mine: text, theirs: textOf(theirs.job), differing: merged.differing });
    change(merged.text);
  };
  const save = useMutation({
    async mutationFn() {
      const after = { ...text, name: newJob(text).name, title: text.title.trim() };
      const { title, interviewOn, ...changed } = changes(textOf(from.job), after);
      const body = {
        ...changed,
        ...(title !== undefined && { title: title || null }),
        ...(interviewOn !== undefined && { interviewOn: interviewOn || null }),
      };
      if (Object.keys(body).length === 0) return done();
      try {
        keepJob(client, await changeJob(api, from, body));
        done();
      } catch (error) {
        if (!(error instanceof ApiError && error.is("stale"))) throw error;
        await compare();
      }
    },
  });
  return { text, change, save, both, restored, discard: done };
}
