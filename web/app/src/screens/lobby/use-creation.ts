// Creation of an interview from the lobby, and whether the plan has one left.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useApi, type Schema } from "../../queries/api.ts";
import { createInterview } from "../../queries/interviews.ts";
import { invalidateUse, keys, useMe, useReads } from "../../queries/queries.ts";
import { isUsedUp } from "../../streams/generation-state.ts";
import { asError } from "../../parts/as-error.ts";

type Interview = Schema["Interview"];

export type Creation = ReturnType<typeof useCreation>;

/**
 * One interview for this visit, however often and by whichever button it is tried; one that was opened and not begun is
 * taken first.
 */
export function useCreation(job: string) {
  const api = useApi();
  const client = useQueryClient();
  const { data: interviews } = useQuery(useReads().interviews(job));
  const key = useRef(crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const { data: me } = useMe();
  const unbegun = interviews?.find(({ state, kind }) => state === "created" && kind === null);
  /** What goes wrong is told where it was pressed. */
  const create = async (tell: (error: Error | undefined) => void): Promise<Interview | undefined> => {
    setBusy(true);
    tell(undefined);
    try {
      const interview = unbegun ?? (await createInterview(api, job, key.current));
      client.setQueryData(keys.interview(interview.id), interview);
      void client.invalidateQueries({ queryKey: keys.interviews(job) });
      void invalidateUse(client);
      return interview;
    } catch (reason) {
      const refusal = asError(reason);
      if (isUsedUp(refusal)) void invalidateUse(client);
      tell(refusal);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const spent = me?.features.interviews.remaining === 0 && !unbegun;
  return { create, disabled: busy || spent };
}
