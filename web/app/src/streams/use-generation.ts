// Generation: one text that the server writes for this page, through the AI SDK's hook, with all that may befall it.

import { useCompletion } from "@ai-sdk/react";
import { useQueryClient } from "@tanstack/react-query";
import { UIMessageStreamError } from "ai";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../../src/client.ts";
import { useApi } from "../queries/api.ts";
import { invalidateUse } from "../queries/queries.ts";
import type { Fetch } from "../session/authorized-fetch.ts";
import { useAuthorizedFetch } from "../session/SessionProvider.tsx";
import { createStreamFetch, type StreamHead } from "./event-stream.ts";
import { busyFor, isElsewhere, isUsedUp, type GenerationState } from "./generation-state.ts";
import { findStored, waitUntilStored, watchHold, type Making } from "./making.ts";
import { useMakingRecords, useStored } from "./use-making.ts";
import { useNoteHold } from "./use-note-hold.ts";

/** How often the text is painted anew while it arrives. */
const THROTTLE_MS = 50;

export type GenerationRequest = {
  prompt: string;
  body?: object;
  /** How it is found again; null: it cannot be before its head has come. */
  making: Making | null;
};

export type GenerationOptions = {
  api: string;
  /** The head has come, and may tell under which id it will be stored; `isHere`: the page still shows it. */
  onHead?: (head: StreamHead, isHere: boolean) => Making | null;
  /** It is stored. `found` is what `findStored` gave; null: the whole stream was seen. */
  onStored?: (found: string | null, making: Making | null) => void | Promise<unknown>;
};

export type Generation = {
  state: GenerationState;
  /** What has arrived. */
  text: string;
  /** Asks for it, which is charged: only the press of a button may do so. */
  start: (request: GenerationRequest) => void;
  /** Ends the reading; the server goes on by itself. */
  stop: () => void;
  /** Ends the wait for a busy server, or for what is being stored. */
  cancel: () => void;
  /** Waits until it is stored, and asks for nothing; without one for what was stopped. */
  follow: (making?: Making) => void;
  /** As if nothing had been asked for. */
  reset: () => void;
};

/** One request and what is known of it; another one takes its place. */
type Run = { making: Making | null; headed: boolean; error: Error | null; left: AbortController };

/** Nothing is being made of it. */
const isRefused = ({ headed, error }: Run) => !headed && error instanceof ApiError && !isElsewhere(error);
const newRun = (making: Making | null): Run => ({ making, headed: false, error: null, left: new AbortController() });

export function useGeneration(options: GenerationOptions): Generation {
  const api = useApi();
  const client = useQueryClient();
  const records = useMakingRecords();
  const stored = useStored();
  const noteHold = useNoteHold();
  const [state, setState] = useState<GenerationState>({ phase: "idle" });
  const run = useRef<Run>(newRun(null));
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    // React's strict mode leaves once and comes back.
    if (run.current.left.signal.aborted) run.current.left = new AbortController();
    return () => run.current.left.abort();
  }, []);

  const sessionFetch = useAuthorizedFetch();
  const fetch = useMemo((): Fetch => {
    const onHead = (mine: Run, head: StreamHead) => {
      mine.headed = true;
      const making = latest.current.onHead?.(head, !mine.left.signal.aborted) ?? null;
      if (!making) return;
      if (mine.making) records.remove(mine.making);
      records.put(making);
      mine.making = making;
      void noteHold(making);
    };
    return (input, init) => {
      const mine = run.current;
      return createStreamFetch(sessionFetch, { onHead: (head) => onHead(mine, head) })(input, init);
    };
  }, [sessionFetch, records, noteHold]);
  const hook = useCompletion({
    api: options.api,
    fetch,
    experimental_throttle: THROTTLE_MS,
    onError: (error) => void (run.current.error = error),
  });

  const begin = (making: Making | null): Run => {
    run.current.left.abort();
    run.current = newRun(making);
    return run.current;
  };

  const end = async ({ making, left }: Run, found: string | null) => {
    if (making) await stored(making);
    if (left.signal.aborted) return;
    await latest.current.onStored?.(found, making);
    setState({ phase: "done" });
  };

  const follow = (making: Making | null, cut: boolean) => {
    if (!making) return;
    const mine = begin(making);
    setState({ phase: "following", cut });
    const { signal } = mine.left;
    const find = () => findStored(api, making);
    const isGivenBack = watchHold(api, records.find(making.kind, making.of, making.job) ?? making);
    const { startedAt } = making;
    void waitUntilStored({ find, isGivenBack, startedAt, signal }).then(({ found, givenBack }) => {
      if (signal.aborted) return;
      if (found !== null) return end(mine, found);
      records.remove(making);
      setState({ phase: "lost", givenBack });
    });
  };

  const fail = (mine: Run, request: GenerationRequest, retries: number) => {
    const error = mine.error ?? new Error("The stream ended without a reason.");
    const broken = mine.headed && !UIMessageStreamError.isInstance(error);
    const elsewhere = isElsewhere(error);
    if (mine.making && (broken || elsewhere)) return follow(mine.making, broken);
    if (mine.making) records.remove(mine.making);
    mine.making = null;
    if (isUsedUp(error)) void invalidateUse(client);
    const seconds = busyFor(error, retries);
    if (seconds === null) return setState({ phase: "failed", error });
    setState({ phase: "waiting", error, until: Date.now() + seconds * 1000 });
    const timer = setTimeout(() => void attempt(request, retries + 1), seconds * 1000);
    mine.left.signal.addEventListener("abort", () => clearTimeout(timer));
  };

  const attempt = async (request: GenerationRequest, retries: number) => {
    const mine = begin(request.making && { ...request.making, startedAt: Date.now() });
    if (mine.making) records.put(mine.making);
    setState({ phase: "running" });
    const text = await hook.complete(request.prompt, request.body ? { body: request.body } : {});
    // Null: it was stopped. Whoever has left finds what came whole in the lists.
    if (typeof text === "string") await end(mine, null);
    else if (text === undefined && !mine.left.signal.aborted) fail(mine, request, retries);
    // A session that is over takes the page away; whoever comes back waits for nothing that was refused.
    else if (text === undefined && mine.making && isRefused(mine)) records.remove(mine.making);
  };

  return {
    state,
    text: hook.completion,
    start: (request) => void attempt(request, 0),
    stop() {
      hook.stop();
      setState({ phase: "stopped" });
    },
    cancel() {
      run.current.left.abort();
      setState(run.current.making ? { phase: "stopped" } : { phase: "idle" });
    },
    follow: (making) => follow(making ?? run.current.making, false),
    reset() {
      begin(null);
      hook.stop();
      hook.setCompletion("");
      setState({ phase: "idle" });
    },
  };
}
