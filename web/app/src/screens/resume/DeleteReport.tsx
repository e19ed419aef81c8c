// Delete dialog of a report: its copy of the résumé’s text goes with it, and the use of the plan stays used.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { date } from "../../parts/dates.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { deleteAnalysis, forgetAnalysis } from "../../queries/analyses.ts";
import { unlessGone, useApi, type Schema } from "../../queries/api.ts";

type Props = { report: Schema["StoredAnalysis"]; deleted: () => void };

export function DeleteReport({ report, deleted }: Props) {
  const [open, setOpen] = useState(false);
  const api = useApi();
  const client = useQueryClient();
  const removal = useMutation({
    mutationFn: () => unlessGone(deleteAnalysis(api, report)),
    onSuccess() {
      forgetAnalysis(client, report);
      deleted();
    },
  });
  const remove = useOnce(removal);
  const close = () => setOpen(false);
  const actions = (
    <>
      <button className="btn" type="button" onClick={close}>
        Keep it
      </button>
      <ServerButton className="btn danger" onClick={remove} busy={removal.isPending} busyLabel="Deleting…">
        <Icon name="delete" />
        Delete report
      </ServerButton>
    </>
  );
  return (
    <div>
      <button className="btn danger slim" type="button" onClick={() => setOpen(true)}>
        <Icon name="delete" />
        Delete this report
      </button>
      <Dialog title="Delete this report?" open={open} close={close} actions={actions}>
        <p className="wrap-anywhere">
          {report.fileName}, checked {date(report.createdAt)}: its ratings, its remarks and its copy of the résumé’s
          text go, and cannot be brought back.
        </p>
        <p>Other reports of the same résumé, for this job or another, keep their copies.</p>
        <p>The résumé check stays used.</p>
        {removal.error && (
          <ProblemNote error={removal.error} title="The report was not deleted.">
            <p>It is still there.</p>
          </ProblemNote>
        )}
      </Dialog>
    </div>
  );
}
