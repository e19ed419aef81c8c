// Once at a time: a double click comes before the page has disabled the button.

import type { UseMutationResult } from "@tanstack/react-query";
import { useRef } from "react";

/** Starts the mutation unless it is running. */
export function useOnce(mutation: UseMutationResult<unknown, Error, void>): () => void {
  const running = useRef(false);
  return () => {
    if (running.current) return;
    running.current = true;
    mutation.mutate(undefined, { onSettled: () => (running.current = false) });
  };
}
