// Reading for every job: one list of each, a few requests at a time, and what has arrived is there at once.

import { useQueries, type QueryKey, type UseQueryOptions } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Schema } from "./api.ts";
import { AT_ONCE, mayRead } from "./patience.ts";

export type OfJob<T> = { job: Schema["ListedJobInfo"]; items: T[] };
export type Gathered<T> = {
  /** Of the jobs that were read, in their order. */
  lists: OfJob<T>[];
  done: number;
  total: number;
  error: Error | null;
  retry: () => void;
};

type ListQuery<T, K extends QueryKey> = (job: string) => UseQueryOptions<T[], Error, T[], K>;

/** `enabled` false: it waits for something else to be read first. */
export function useEachJob<T, K extends QueryKey>(
  jobs: readonly Schema["ListedJobInfo"][],
  query: ListQuery<T, K>,
  enabled = true,
): Gathered<T> {
  const [open, setOpen] = useState(AT_ONCE);
  const results = useQueries({
    queries: jobs.map(({ id }, index) => ({ ...query(id), enabled: enabled && index < open, retry: mayRead })),
  });
  const settled = results.filter(({ isPending }) => !isPending).length;
  useEffect(() => setOpen(settled + AT_ONCE), [settled]);
  const failed = results.filter(({ error, data }) => error && data === undefined);
  return {
    lists: jobs.flatMap((job, index) => {
      const items = results[index]?.data;
      return items ? [{ job, items }] : [];
    }),
    done: settled,
    total: jobs.length,
    error: failed[0]?.error ?? null,
    retry: () => failed.forEach(({ refetch }) => void refetch()),
  };
}
