// Reviews by oneself: a grade is sent once however often its key is pressed, and cards are set aside and brought back.

import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError, unwrap } from "../../../../src/client.ts";
import { asError } from "../../parts/as-error.ts";
import { useApi } from "../../queries/api.ts";
import { keys, useReads } from "../../queries/queries.ts";
import { comesAgain, without, type Grade } from "./words.ts";

export type Reviews = {
  /** What became of the one before. */
  said: string | null;
  error: Error | null;
  busy: boolean;
  /** `done`: when it is stored. */
  grade: (question: string, grade: Grade, done: () => void) => void;
  setAside: (question: string) => void;
  bringBack: (question: string) => void;
};

export function useReviews(job: string | null): Reviews {
  const api = useApi();
  const client = useQueryClient();
  const reads = useReads();
  const [said, setSaid] = useState<string | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  /** The same for the same judgement, so that it counts once when its reply was lost. */
  const key = useRef({ of: "", key: "" });

  const once = async (act: () => Promise<string>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setError(null);
    try {
      setSaid(await act());
    } catch (reason) {
      setError(asError(reason));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };

  const leave = (question: string) => {
    client.setQueryData(reads.due(job).queryKey, (before) => before && without(before, question));
    void client.invalidateQueries({ queryKey: keys.due });
    void client.invalidateQueries({ queryKey: keys.suspended });
    void client.invalidateQueries({ queryKey: keys.progress });
  };

  const suspend = async (id: string, suspended: boolean) => {
    unwrap(await api.PATCH("/api/questions/{id}/card", { params: { path: { id } }, body: { suspended } }));
  };

  return {
    said,
    error,
    busy,
    grade: (id, grade, done) =>
      void once(async () => {
        if (key.current.of !== `${id} ${grade}`) key.current = { of: `${id} ${grade}`, key: crypto.randomUUID() };
        const header = { "Idempotency-Key": key.current.key };
        const params = { path: { id }, header };
        const reviewed = unwrap(await api.POST("/api/questions/{id}/review", { params, body: { grade } }));
        done();
        leave(id);
        return comesAgain(reviewed);
      }),
    setAside: (id) =>
      void once(async () => {
        await suspend(id, true);
        leave(id);
        return "It is set aside and will not come again. It stands below.";
      }),
    bringBack: (id) =>
      void once(async () => {
        await suspend(id, false).catch(unlessGone);
        void client.invalidateQueries({ queryKey: keys.due });
        void client.invalidateQueries({ queryKey: keys.suspended });
        return "It comes again when it is time.";
      }),
  };
}

/** A question that was deleted has no card to bring back. */
function unlessGone(reason: unknown): void {
  if (!(reason instanceof ApiError && reason.is("not-found"))) throw reason;
}
