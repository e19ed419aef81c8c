// Generation: one text that the server writes for this page, through the AI SDK's hook, with all that may befall it.

import { useCompletion } from "@ai-sdk/react";
import { useQueryClient } from "@tanstack/react-query";
import { UIMessageStreamError } from "ai";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../../src/client.ts";
import { useApi } from "../queries/api.ts";
import { invalidateUse, userIdOf } from "../queries/queries.ts";
import type { Fetch } from "../session/authorized-fetch.ts";
import { useAuthorizedFetch } from "../session/SessionProvider.tsx";
import { createStreamFetch, type StreamData, type StreamHead } from "./event-stream.ts";
import { busyFor, isElsewhere, isUsedUp, type GenerationState } from "./generation-state.ts";
import { findStored, waitUntilStored, watchHold, type Making } from "./making.ts";
import { receiptId } from "./receipt-id.ts";
import { stopStream } from "./stop-stream.ts";
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
  onData?: (data: StreamData) => void;
};

export type Generation = {
  state: GenerationState;
  /** What has arrived. */
  text: string;
  /** Asks for it, which is charged: only the press of a button may do so. */
  start: (request: GenerationRequest) => void;
  /** Ends the writing; where that cannot be done, the reading. */
  stop: () => void;
  /** Ends the wait for a busy server, or for what is being stored. */
  cancel: () => void;
  /** Reads it on, or waits until it is stored, and asks for nothing; without one for what was stopped. */
  follow: (making?: Making) => void;
  /** As if nothing had been asked for. */
  reset: () => void;
};

/** One request and what is known of it; another one takes its place. */
type Run = {
  making: Making | null;
  key: string;
  /** Under which its stream is read again, and stopped. */
  stream: string | null;
  /** Its stream is read, and nothing is asked for. */
  reads: boolean;
  /** Stop was pressed: before the head there is nothing yet that could be stopped. */
  stopping: boolean;
  stopped: boolean;
  headed: boolean;
  error: Error | null;
  left: AbortController;
};

/** Nothing is being made of it. */
const isRefused = ({ headed, error }: Run) => !headed && error instanceof ApiError && !isElsewhere(error);
const newRun = (making: Making | null, key: string, reads = false): Run => {
  const left = new AbortController();
  return {
    making,
    key,
    stream: making?.stream ?? null,
    reads,
    stopping: false,
    stopped: false,
    headed: false,
    error: null,
    left,
  };
};

const withStream = (making: Making, stream: string | null): Making =>
  stream === null ? making : { ...making, stream };
/** Words come again. */
const running = (before: GenerationState): GenerationState =>
  before.phase === "following" ? { phase: "running" } : before;

export function useGeneration(options: GenerationOptions): Generation {
  const api = useApi();
  const client = useQueryClient();
  const records = useMakingRecords();
  const stored = useStored();
  const noteHold = useNoteHold();
  const [state, setState] = useState<GenerationState>({ phase: "idle" });
  const run = useRef<Run>(newRun(null, ""));
  const latest = useRef(options);
  latest.current = options;
  useEffect(() => {
    // React's strict mode leaves once and comes back.
    if (run.current.left.signal.aborted) run.current.left = new AbortController();
    return () => run.current.left.abort();
  }, []);

  const stopNow = useRef(async (_: Run) => {});
  const sessionFetch = useAuthorizedFetch();
  const fetch = useMemo((): Fetch => {
    const onHead = (mine: Run, head: StreamHead) => {
      mine.headed = true;
      mine.stream = head.streamId;
      setState(running);
      if (mine.stopping) void stopNow.current(mine);
      const made = latest.current.onHead?.(head, !mine.left.signal.aborted) ?? mine.making;
      if (!made) return;
      const making = withStream(made, mine.stream);
      if (mine.making) records.remove(mine.making);
      records.put(making);
      mine.making = making;
      void noteHold(making);
    };
    const onData = (mine: Run, data: StreamData) => {
      if (data.stopped) mine.stopped = true;
      else if (!mine.left.signal.aborted) latest.current.onData?.(data);
    };
    return (input, init) => {
      const mine = run.current;
      return createStreamFetch(sessionFetch, {
        onHead: (head) => onHead(mine, head),
        onData: (data) => onData(mine, data),
        key: () => mine.key,
        onCut: (isCut) => !mine.left.signal.aborted && setState(isCut ? { phase: "following", cut: true } : running),
        again: () => (mine.reads ? mine.stream : null),
      })(input, init);
    };
  }, [sessionFetch, records, noteHold]);
  const hook = useCompletion({
    api: options.api,
    fetch,
    experimental_throttle: THROTTLE_MS,
    onError: (error) => void (run.current.error = error),
  });

  const begin = (making: Making | null, key = "", reads = false): Run => {
    run.current.left.abort();
    run.current = newRun(making, key, reads);
    return run.current;
  };

  const end = async ({ making, left, stopped }: Run, found: string | null) => {
    if (making) await stored(making);
    if (left.signal.aborted) return;
    await latest.current.onStored?.(found, making);
    setState({ phase: "done", stopped });
  };

  /** Of what was stopped early nothing is kept. */
  const endStopped = async (mine: Run) => {
    const { making, left } = mine;
    const found = making && (await findStored(api, making).catch(() => null));
    if (found !== null) return end(mine, found);
    if (making) records.remove(making);
    void invalidateUse(client);
    if (!left.signal.aborted) setState({ phase: "stopped", reading: false });
  };

  const wait = (making: Making, cut: boolean) => {
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

  /** Its words are read from the beginning, and where nobody has them any more, what is stored is waited for. */
  const follow = async (making: Making | null) => {
    if (!making) return;
    if (!making.stream) return wait(making, false);
    const mine = begin(making, "", true);
    setState({ phase: "following", cut: false });
    const text = await hook.complete("");
    if (mine.left.signal.aborted) return;
    const isOver = UIMessageStreamError.isInstance(mine.error);
    if (typeof text === "string") await (mine.stopped ? endStopped(mine) : end(mine, null));
    else if (text === undefined && isOver) giveUp(mine, mine.error);
    else if (text === undefined) wait(mine.making ?? making, mine.headed);
  };

  const giveUp = (mine: Run, error: Error | null) => {
    if (mine.making) records.remove(mine.making);
    mine.making = null;
    void invalidateUse(client);
    setState({ phase: "failed", error: error ?? new Error("The stream ended without a reason.") });
  };

  stopNow.current = async (mine) => {
    // Its stream ends then, and says that it was stopped.
    if ((await stopStream(api, mine.stream)) || mine.left.signal.aborted) return;
    hook.stop();
    setState({ phase: "stopped", reading: true });
  };

  const fail = (mine: Run, request: GenerationRequest, retries: number) => {
    const error = mine.error ?? new Error("The stream ended without a reason.");
    const broken = mine.headed && !UIMessageStreamError.isInstance(error);
    const elsewhere = isElsewhere(error);
    if (mine.making && (broken || elsewhere)) return wait(mine.making, broken);
    if (mine.making) records.remove(mine.making);
    mine.making = null;
    if (isUsedUp(error)) void invalidateUse(client);
    const seconds = busyFor(error, retries);
    if (seconds === null) return setState({ phase: "failed", error });
    setState({ phase: "waiting", error, until: Date.now() + seconds * 1000 });
    const timer = setTimeout(() => void attempt(request, retries + 1, mine.key), seconds * 1000);
    mine.left.signal.addEventListener("abort", () => clearTimeout(timer));
  };

  const attempt = async (request: GenerationRequest, retries: number, key: string = crypto.randomUUID()) => {
    const mine = begin(request.making && { ...request.making, startedAt: Date.now() }, key);
    setState({ phase: "running" });
    mine.stream = await receiptId(userIdOf(client), `POST ${latest.current.api}`, key);
    if (mine.left.signal.aborted) return;
    if (mine.making) records.put((mine.making = withStream(mine.making, mine.stream)));
    const text = await hook.complete(request.prompt, request.body ? { body: request.body } : {});
    // Null: it was stopped. Whoever has left finds what came whole in the lists.
    if (typeof text === "string") await (mine.stopped ? endStopped(mine) : end(mine, null));
    else if (text === undefined && !mine.left.signal.aborted) fail(mine, request, retries);
    // A session that is over takes the page away; whoever comes back waits for nothing that was refused.
    else if (text === undefined && mine.making && isRefused(mine)) records.remove(mine.making);
  };

  return {
    state,
    text: hook.completion,
    start: (request) => void attempt(request, 0),
    stop() {
      const mine = run.current;
      mine.stopping = true;
      setState({ phase: "stopping" });
      if (mine.headed) void stopNow.current(mine);
    },
    cancel() {
      run.current.left.abort();
      setState(run.current.making ? { phase: "stopped", reading: true } : { phase: "idle" });
    },
    follow: (making) => void follow(making ?? run.current.making),
    reset() {
      begin(null);
      hook.stop();
      hook.setCompletion("");
      setState({ phase: "idle" });
    },
  };
}
