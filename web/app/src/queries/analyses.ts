// Analyses: a report is deleted with the text of its résumé, and leaves the list at once.

import type { QueryClient } from "@tanstack/react-query";
import { ApiError, unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";
import { keys } from "./queries.ts";

type Report = Pick<Schema["StoredAnalysis"], "jobInfoId" | "id">;

export async function deleteAnalysis(api: Api, { jobInfoId: id, id: analysisId }: Report): Promise<void> {
  const reply = await api.DELETE("/api/job-infos/{id}/analyses/{analysisId}", { params: { path: { id, analysisId } } });
  try {
    unwrap(reply);
  } catch (error) {
    // Another tab was faster.
    if (!(error instanceof ApiError && error.is("not-found"))) throw error;
  }
}

export function forgetAnalysis(client: QueryClient, { jobInfoId: job, id }: Report): void {
  const list = keys.analyses(job);
  client.setQueryData<Schema["StoredAnalysis"][]>(list, (all) => all?.filter((report) => report.id !== id));
  client.removeQueries({ queryKey: keys.analysis(job, id) });
  void client.invalidateQueries({ queryKey: list, exact: true });
}
