// Résumé check: a file or a kept text, one object that fills in through the AI SDK's hook, and all that may befall it.

import { experimental_useObject as useObject } from "@ai-sdk/react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError } from "../../../../src/client.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { invalidateUse, userIdOf } from "../../queries/queries.ts";
import { useAuthorizedFetch } from "../../session/SessionProvider.tsx";
import { createStreamFetch } from "../../streams/event-stream.ts";
import { busyFor, isElsewhere, isUsedUp, type GenerationState } from "../../streams/generation-state.ts";
import { findStored, waitUntilStored, watchHold, type Making } from "../../streams/making.ts";
import { receiptId } from "../../streams/receipt-id.ts";
import { stopStream } from "../../streams/stop-stream.ts";
import { useMakingRecords, useStored } from "../../streams/use-making.ts";
import { useNoteHold } from "../../streams/use-note-hold.ts";
import { analysisSchema } from "./schema.ts";

const ROUTE = "/api/ai/resumes/analyze";

export type PartialAnalysis = ReturnType<typeof useObject<typeof analysisSchema>>["object"];
/** A file, or the text that an analysis was made of. */
export type ResumeSource = File | { analysis: string; name: string };
/** `newest`: the report that is the newest before. */
type Request = { source: ResumeSource; regenerate: boolean; newest: Schema["StoredAnalysis"] | undefined };

/** One request and what is known of it. */
type Run = {
  request: Request | null;
  making: Making | null;
  key: string | undefined;
  /** Under which its stream is read again, and stopped. */
  stream: string | null;
  /** Its stream is read, and nothing is sent. */
  reads: boolean;
  stopping: boolean;
  headed: boolean;
  retries: number;
  left: AbortController;
};
const newRun = (): Run => {
  const rest = { key: undefined, stream: null, reads: false, stopping: false, headed: false, retries: 0 };
  return { request: null, making: null, ...rest, left: new AbortController() };
};

export type ResumeCheck = {
  state: GenerationState;
  /** What has arrived. */
  object: PartialAnalysis;
  fileName: string | null;
  /** It was made before: nothing was counted. */
  replayed: boolean;
  start: (request: Request) => void;
  stop: () => void;
  cancel: () => void;
  follow: () => void;
};

/** `onStored`: the report stands in the list; without an object it was not seen to its end. */
export function useResumeCheck(job: string, onStored: (object: Schema["ResumeAnalysis"] | null) => void): ResumeCheck {
  const api = useApi();
  const client = useQueryClient();
  const records = useMakingRecords();
  const stored = useStored();
  const noteHold = useNoteHold();
  const stopNow = useRef(async (_: Run) => {});
  const sessionFetch = useAuthorizedFetch();
  const [state, setState] = useState<GenerationState>({ phase: "idle" });
  const [replayed, setReplayed] = useState(false);
  const run = useRef(newRun());
  const begin = (): Run => {
    run.current.left.abort();
    return (run.current = newRun());
  };

  const fetch = useMemo(
    () =>
      createStreamFetch(sessionFetch, {
        form: () => run.current.request && formOf(run.current.request, job),
        key: () => run.current.key,
        again: () => (run.current.reads ? run.current.stream : null),
        onCut: (isCut) => setState(isCut ? { phase: "following", cut: true } : { phase: "running" }),
        onHead(head) {
          run.current.headed = true;
          run.current.stream = head.streamId;
          if (run.current.stopping) void stopNow.current(run.current);
          if (run.current.reads) setState({ phase: "running" });
          setReplayed(head.replayed);
          if (run.current.making && !head.replayed) void noteHold(run.current.making);
        },
      }),
    [sessionFetch, job, noteHold],
  );
  const hook = useObject({
    api: ROUTE,
    schema: analysisSchema,
    fetch,
    onFinish: ({ object }) => end(run.current, object ?? null),
    onError: (error) => fail(run.current, error),
  });

  const end = async (mine: Run, object: Schema["ResumeAnalysis"] | null) => {
    const { making, left, stopping } = mine;
    // A text says nothing of its end; whether a report came of it, the list of reports says.
    if (stopping && object === null) return endStopped(mine);
    if (making) await stored(making);
    if (left.signal.aborted) return;
    onStored(object);
    setState({ phase: "done", stopped: false });
  };

  const endStopped = async ({ making, left }: Run) => {
    const found = making && (await findStored(api, making).catch(() => null));
    if (making) await stored(making);
    if (left.signal.aborted) return;
    if (found !== null) onStored(null);
    hook.clear();
    setState(found === null ? { phase: "stopped", reading: false } : { phase: "done", stopped: true });
  };

  /** Its words are read from the beginning, and where nobody has them any more, what is stored is waited for. */
  const follow = (making: Making | null) => {
    if (!making?.stream) return wait(making, false);
    Object.assign(begin(), { making, stream: making.stream, reads: true });
    setState({ phase: "following", cut: false });
    hook.submit({});
  };

  const wait = (making: Making | null, cut: boolean) => {
    if (!making) return;
    const mine = begin();
    mine.making = making;
    setState({ phase: "following", cut });
    const { signal } = mine.left;
    const find = () => findStored(api, making);
    const isGivenBack = watchHold(api, records.find("analysis", job, job) ?? making);
    const { startedAt } = making;
    void waitUntilStored({ find, isGivenBack, startedAt, signal }).then(({ found, givenBack }) => {
      if (signal.aborted) return;
      if (found !== null) return end(mine, null);
      records.remove(making);
      setState({ phase: "lost", givenBack });
    });
  };

  const fail = (mine: Run, error: Error) => {
    const refused = !mine.headed && error instanceof ApiError && !isElsewhere(error);
    if (mine.left.signal.aborted) {
      // A session that is over takes the page away; whoever comes back waits for nothing that was refused.
      if (refused && mine.making) records.remove(mine.making);
      return;
    }
    if (mine.stopping) return void endStopped(mine);
    // A stream that breaks was not seen to its end; whether it came to one, the list of reports says.
    if (mine.headed || mine.reads || isElsewhere(error)) return wait(mine.making, mine.headed);
    if (mine.making) records.remove(mine.making);
    if (isUsedUp(error)) void invalidateUse(client);
    const seconds = busyFor(error, mine.retries);
    const { request, retries, key } = mine;
    if (seconds === null || !request) return setState({ phase: "failed", error });
    setState({ phase: "waiting", error, until: Date.now() + seconds * 1000 });
    const timer = setTimeout(() => void attempt(request, retries + 1, key), seconds * 1000);
    mine.left.signal.addEventListener("abort", () => clearTimeout(timer));
  };

  stopNow.current = async (mine) => {
    if ((await stopStream(api, mine.stream)) || mine.left.signal.aborted) return;
    mine.stopping = false;
    hook.stop();
    setState({ phase: "stopped", reading: true });
  };

  const attempt = async (request: Request, retries: number, key: string = crypto.randomUUID()) => {
    const mine = begin();
    setReplayed(false);
    setState({ phase: "running" });
    const stream = await receiptId(userIdOf(client), `POST ${ROUTE}`, key);
    if (mine.left.signal.aborted) return;
    const making = { ...newMaking(job, request), ...(stream !== null && { stream }) };
    Object.assign(mine, { request, making, retries, key, stream });
    records.put(making);
    hook.submit({});
  };

  // A check that was under way when the page was left or loaded anew is waited for, and nothing is sent.
  const resume = useRef(() => follow(records.find("analysis", job, job)));
  useEffect(() => {
    resume.current();
    return () => run.current.left.abort();
  }, []);

  return {
    state,
    object: hook.object,
    fileName: run.current.request?.source.name ?? null,
    replayed,
    start: (request) => void attempt(request, 0),
    stop() {
      const mine = run.current;
      mine.stopping = true;
      setState({ phase: "stopping" });
      // Before the head there is nothing yet that could be stopped.
      if (mine.headed) void stopNow.current(mine);
    },
    cancel() {
      const { making } = run.current;
      run.current.left.abort();
      hook.clear();
      if (making) records.remove(making);
      setState({ phase: "idle" });
    },
    follow: () => follow(run.current.making),
  };
}

function newMaking(job: string, { newest }: Request): Making {
  const before = newest ? { before: newest.id, beforeCreatedAt: newest.createdAt } : { before: null };
  return { kind: "analysis", of: job, job, ...before, startedAt: Date.now() };
}

function formOf({ source, regenerate }: Request, job: string): FormData {
  const form = new FormData();
  form.set("jobInfoId", job);
  if (regenerate) form.set("regenerate", "true");
  if (source instanceof File) form.set("resumeFile", source);
  else form.set("analysisId", source.analysis);
  return form;
}
