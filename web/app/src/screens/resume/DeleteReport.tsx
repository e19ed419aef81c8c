// Deletion of a report: its copy of the résumé’s text goes with it, and the use of the plan stays used.

import { useQueryClient } from "@tanstack/react-query";
import { date } from "../../parts/dates.ts";
import { DeleteButton } from "../../parts/DeleteButton.tsx";
import { deleteAnalysis, forgetAnalysis } from "../../queries/analyses.ts";
import { useApi, type Schema } from "../../queries/api.ts";

type Props = { report: Schema["StoredAnalysis"]; deleted: () => void };

export function DeleteReport({ report, deleted }: Props) {
  const api = useApi();
  const client = useQueryClient();
  const removed = () => {
    forgetAnalysis(client, report);
    deleted();
  };
  return (
    <DeleteButton what="report" remove={() => deleteAnalysis(api, report)} removed={removed}>
      <p className="wrap-anywhere">
        {report.fileName}, checked {date(report.createdAt)}: its ratings, its remarks and its copy of the résumé’s text
        go, and cannot be brought back.
      </p>
      <p>Other reports of the same résumé, for this job or another, keep their copies.</p>
      <p>The résumé check stays used.</p>
    </DeleteButton>
  );
}
