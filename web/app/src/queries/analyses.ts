// Analyses: a report is deleted with its copy of the résumé’s text, and leaves the list at once.

import type { QueryClient } from "@tanstack/react-query";
import { unwrap, type Api } from "../../../src/client.ts";
import type { Schema } from "./api.ts";
import { keys } from "./queries.ts";

type Report = Pick<Schema["StoredAnalysis"], "jobInfoId" | "id">;

export async function deleteAnalysis(api: Api, { jobInfoId: id, id: analysisId }: Report): Promise<void> {
  unwrap(await api.DELETE("/api/job-infos/{id}/analyses/{analysisId}", { params: { path: { id, analysisId } } }));
}

export function forgetAnalysis(client: QueryClient, { jobInfoId: job, id }: Report): void {
  const list = keys.analyses(job);
  client.setQueryData<Schema["StoredAnalysis"][]>(list, (all) => all?.filter((report) => report.id !== id));
  client.removeQueries({ queryKey: keys.analysis(job, id) });
  void client.invalidateQueries({ queryKey: list, exact: true });
}
