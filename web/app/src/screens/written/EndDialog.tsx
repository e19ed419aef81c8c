// End dialog: asks before a written interview is ended, for it cannot be reopened; then leads to its review.

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { paths } from "../../paths.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useApi, type Schema } from "../../queries/api.ts";
import { finishInterview } from "../../queries/interviews.ts";
import { keys } from "../../queries/queries.ts";
import { asError } from "../../parts/as-error.ts";

type Props = { interview: Schema["Interview"]; hasDraft: boolean; open: boolean; close: () => void };

export function EndDialog({ interview: { id, jobInfoId: job }, hasDraft, open, close }: Props) {
  const api = useApi();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isEnding, setEnding] = useState(false);
  const [error, setError] = useState<Error | null>(null);

  const end = async () => {
    setEnding(true);
    setError(null);
    try {
      await finishInterview(api, id);
      await client.invalidateQueries({ queryKey: keys.interview(id) });
      void client.invalidateQueries({ queryKey: keys.interviews(job) });
      navigate(paths.review(job, id));
    } catch (reason) {
      setError(asError(reason));
    } finally {
      setEnding(false);
    }
  };

  const actions = (
    <>
      <button className="btn go" type="button" onClick={close}>
        Keep going
      </button>
      <button className="btn danger" type="button" disabled={isEnding} onClick={() => void end()}>
        {isEnding ? "Ending…" : "End and review"}
      </button>
    </>
  );
  return (
    <Dialog title="End the interview?" open={open} close={close} actions={actions}>
      <p>What was said is kept, and the review is made from it. An interview cannot be reopened.</p>
      {hasDraft && <p>What you are writing now has not been sent, and will not be part of it.</p>}
      {error && <ProblemNote error={error} title="It could not be ended." />}
    </Dialog>
  );
}
