// Making, in components: the records of who is signed in, and all that is being made, followed until it is stored.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useApi } from "../queries/api.ts";
import { keys } from "../queries/queries.ts";
import { useUserId } from "../session/SessionProvider.tsx";
import {
  MakingRecords,
  findStored,
  onMakingChange,
  waitUntilStored,
  watchHold,
  type Making,
  type MakingKind,
} from "./making.ts";

export function useMakingRecords(): MakingRecords {
  const userId = useUserId();
  return useMemo(() => new MakingRecords(userId, sessionStorage), [userId]);
}

/** Reads anew what changed when it was stored, and forgets that it was being made. */
export function useStored(): (making: Making) => Promise<void> {
  const client = useQueryClient();
  const records = useMakingRecords();
  return useMemo(
    () => async (making) => {
      records.remove(making);
      await Promise.all(staleKeys(making).map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    [client, records],
  );
}

/** Whether it is being made for this tab. Nothing is asked: the screen that shows it follows it. */
export function useIsMaking(kind: MakingKind, of: string, job: string): boolean {
  const records = useMakingRecords();
  return useSyncExternalStore(onMakingChange, () => records.find(kind, of, job) !== null);
}

/** All that is being made for this tab, for screens that do not show it themselves; what is stored leaves the list. */
export function useMaking(): Making[] {
  const api = useApi();
  const records = useMakingRecords();
  const stored = useStored();
  const snapshot = useSyncExternalStore(onMakingChange, () => records.snapshot());
  const all = useMemo(() => JSON.parse(snapshot) as Making[], [snapshot]);
  useEffect(() => {
    const leave = new AbortController();
    for (const making of all) {
      const find = () => findStored(api, making);
      const isGivenBack = watchHold(api, making);
      const wait = { find, isGivenBack, startedAt: making.startedAt, signal: leave.signal };
      void waitUntilStored(wait).then(({ found }) => {
        if (leave.signal.aborted) return;
        if (found === null) records.remove(making);
        else void stored(making);
      });
    }
    return () => leave.abort();
  }, [all, api, records, stored]);
  return all;
}

/** The keys of what was read that is not true any more when it is stored. */
function staleKeys({ kind, of, job }: Making): (readonly string[])[] {
  switch (kind) {
    case "question":
      return [keys.questions(job), keys.me];
    case "answer":
      return [keys.question(of), keys.questions(job), keys.me, keys.progress, keys.due];
    case "turn":
    case "interview":
      return [keys.interview(of), keys.interviews(job), keys.me, keys.progress];
    case "analysis":
      return [keys.analyses(job), keys.me, keys.progress];
  }
}
