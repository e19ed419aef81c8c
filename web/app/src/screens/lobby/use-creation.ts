// Creation of an interview from the lobby, and whether the plan has one left.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useApi, type Schema } from "../../queries/api.ts";
import { createInterview } from "../../queries/interviews.ts";
import { invalidateUse, keys, useMe, useReads } from "../../queries/queries.ts";
import { isUsedUp } from "../../streams/generation-state.ts";

type Interview = Schema["Interview"];

/** One interview for this visit, however often it is tried; one that was opened and not begun is taken first. */
export function useCreation(job: string) {
  const api = useApi();
  const client = useQueryClient();
  const { data: interviews } = useQuery(useReads().interviews(job));
  const key = useRef(crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const { data: me } = useMe();
  const unbegun = interviews?.find(({ state, kind }) => state === "created" && kind === null);
  const create = async (): Promise<Interview | undefined> => {
    setBusy(true);
    setError(undefined);
    try {
      const interview = unbegun ?? (await createInterview(api, job, key.current));
      client.setQueryData(keys.interview(interview.id), interview);
      void client.invalidateQueries({ queryKey: keys.interviews(job) });
      void invalidateUse(client);
      return interview;
    } catch (reason) {
      const refusal = reason instanceof Error ? reason : new Error(String(reason));
      if (isUsedUp(refusal)) void invalidateUse(client);
      setError(refusal);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const spent = me?.features.interviews.remaining === 0 && !unbegun;
  return { create, disabled: busy || spent, error };
}
