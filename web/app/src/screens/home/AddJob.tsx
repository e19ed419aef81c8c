// Add a job: the ad is pasted, the rest is guessed and corrected, and a double click makes one job.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useLocation } from "wouter";
import { ApiError } from "../../../../src/client.ts";
import { focusWrong } from "../../parts/focus-wrong.ts";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { paths } from "../../paths.ts";
import { useApi } from "../../queries/api.ts";
import { createJob, keepJob } from "../../queries/jobs.ts";
import { AdField, DayField, TitleCompanyLevel } from "../job/JobFields.tsx";
import { FIELDS, newJob, refusals, wrong } from "../job/job-text.ts";
import { useNewJob, type NewJobForm } from "./use-new-job.ts";

/** The address that leads to the form, as the side column has it. */
const HERE = "#add";
const ROWS = { first: 5, another: 4 };

/** `first`: there is no job yet, and this is what the page is for. */
export function AddJob({ first }: { first: boolean }) {
  const form = useNewJob();
  const save = useSave(form);
  const send = useOnce(save);
  const [tried, setTried] = useState(false);
  const place = useCalled();
  const wrongs = FIELDS.map((field) => [field, wrong(field, form.text[field])] as const);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongs.every(([, sentence]) => sentence === undefined)) send();
    else focusWrong(place.current);
  };
  const errors = { ...refusals(save.error), ...(tried ? Object.fromEntries(wrongs.filter(([, said]) => said)) : {}) };
  const begun = form.text.description.trim() !== "";
  return (
    <form className="card stack" id="add" ref={place} onSubmit={submit} noValidate>
      <AdField
        text={form.text}
        errors={errors}
        change={form.change}
        rows={first ? ROWS.first : ROWS.another}
        label={first ? "The job ad" : "Paste the ad of another job"}
        hint={begun ? undefined : "Title, company and level are found in it; you can correct them."}
      />
      {begun && (
        <TitleCompanyLevel
          text={form.text}
          errors={errors}
          change={form.change}
          hint="These three are found in the ad where they can be. Put right what is wrong."
        />
      )}
      {begun && <DayField text={form.text} errors={errors} change={form.change} />}
      <Refusal error={save.error} form={form} />
      <div className="line apart">
        <ServerButton
          className={first ? "btn go wide" : "btn wide"}
          type="submit"
          busy={save.isPending}
          busyLabel="Adding…"
        >
          Add this job
        </ServerButton>
        <span className="small dim" role="status">
          {form.saved && "Saved on this device"}
          {form.saved === false && "This browser keeps no drafts"}
        </span>
      </div>
    </form>
  );
}

function useSave(form: NewJobForm) {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: async () => createJob(api, newJob(await form.complete()), form.key),
    onSuccess(saved) {
      keepJob(client, saved);
      form.done();
      navigate(paths.job(saved.job.id));
    },
    onError(error) {
      if (error instanceof ApiError && error.is("idempotency-mismatch")) form.renewKey();
    },
  });
}

function Refusal({ error, form }: { error: Error | null; form: NewJobForm }) {
  if (!error) return null;
  if (error instanceof ApiError && error.is("idempotency-mismatch")) {
    return (
      <Note tone="look" title="This job may be there already." live>
        <p>
          It was sent once before you changed it. Look for it in your jobs; if it is not there, add it again. What you
          wrote is still here.
        </p>
      </Note>
    );
  }
  if (error instanceof ApiError && error.is("too-many-jobs")) {
    return (
      <ProblemNote error={error} title="There is no room for another job.">
        <p>Delete one that you no longer prepare for. The ad stays here, on this device.</p>
      </ProblemNote>
    );
  }
  const all = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  if (all.length > 0 && all.length === Object.keys(refusals(error)).length) {
    return <Note tone="stop" title="Some fields need another look." live />;
  }
  return (
    <ProblemNote error={error} title="The job was not added.">
      <p>What you wrote is still here{form.saved ? ", on this device" : ""}.</p>
    </ProblemNote>
  );
}

/** The side column's "Add a job" leads here from every page, and from this one too. */
function useCalled() {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const come = () => {
      if (location.hash !== HERE) return;
      // After the page has scrolled to its top for its new address.
      requestAnimationFrame(() => form.current?.querySelector("textarea")?.focus());
    };
    come();
    // wouter's event for its own navigation.
    addEventListener("pushState", come);
    return () => removeEventListener("pushState", come);
  }, []);
  return form;
}
