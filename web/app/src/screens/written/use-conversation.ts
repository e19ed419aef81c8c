// Conversation of a written interview: the transcript, the turn on its way, and what is being written.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError } from "../../../../src/client.ts";
import { useDraft, type DraftField } from "../../drafts/use-draft.ts";
import type { Schema } from "../../queries/api.ts";
import { keys, useReads } from "../../queries/queries.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import type { Making } from "../../streams/making.ts";
import { useGeneration, type Generation } from "../../streams/use-generation.ts";
import { useMakingRecords } from "../../streams/use-making.ts";
import { isTaken, type Turn } from "./turns.ts";

export type Conversation = {
  turns: readonly Turn[];
  /** The transcript could not be read. */
  error: Error | null;
  isRead: boolean;
  reread: () => void;
  draft: DraftField;
  generation: Generation;
  /** What was sent and is accepted: it stands among the turns while the interviewer answers. */
  said: string | null;
  /** It is sent, and not accepted yet. */
  isSending: boolean;
  /** Another tab was faster: what was written here was not sent. */
  wasOvertaken: boolean;
  /** Begin was pressed here: the paper takes the focus of the button that is gone. */
  hasBegun: boolean;
  /** Lets the interviewer begin. */
  begin: () => void;
  send: () => void;
};

/** These tell that the interview has changed meanwhile. */
const MOVED_ON = ["finished", "other-kind", "window-closed"] as const;

export function useConversation(interview: Schema["Interview"]): Conversation {
  const { id, jobInfoId: job } = interview;
  const client = useQueryClient();
  const reads = useReads();
  const records = useMakingRecords();
  // Before its first word it has no kind, and no transcript.
  const isEmpty = interview.kind === null;
  const transcript = useQuery({ ...reads.transcript(id), enabled: !isEmpty });
  const turns = transcript.data?.items ?? [];
  const draft = useDraft("turn", id);
  const [accepted, setAccepted] = useState(false);
  const [wasOvertaken, setOvertaken] = useState(false);
  const [hasBegun, setBegun] = useState(false);

  const generation = useGeneration({
    api: `/api/interviews/${id}/reply`,
    onHead(_, isHere) {
      if (isHere) setAccepted(true);
      return null;
    },
    async onStored() {
      await client.prefetchQuery(reads.transcript(id));
      const now = client.getQueryData<Schema["Transcript"]>(keys.transcript(id))?.items ?? [];
      const taken = isTaken(draft.text, now);
      if (taken) draft.done();
      setOvertaken(!taken && draft.text !== "");
      setAccepted(false);
    },
  });
  const { state } = generation;

  const making = (): Making => ({ kind: "turn", of: id, job, before: `${turns.length}`, startedAt: Date.now() });
  const ask = (prompt: string) => {
    setAccepted(false);
    setOvertaken(false);
    generation.start({ prompt, making: making() });
  };

  useEffect(() => {
    const found = records.find("turn", id);
    if (!found) return;
    setAccepted(true);
    generation.follow(found);
    // Once, when the interview is come to.
  }, [id]);

  const failure = state.phase === "failed" && state.error instanceof ApiError ? state.error.problem.code : null;
  const hasMovedOn = MOVED_ON.some((code) => code === failure);
  useEffect(() => {
    if (hasMovedOn) void client.invalidateQueries({ queryKey: keys.interview(id) });
  }, [hasMovedOn, client, id]);

  const isOnItsWay = (isUnderWay(state) && state.phase !== "waiting") || (state.phase === "stopped" && state.reading);
  return {
    turns,
    error: transcript.error,
    isRead: isEmpty || isUnderWay(state) || transcript.data !== undefined,
    reread: () => void transcript.refetch(),
    draft,
    generation,
    said: accepted && isOnItsWay && draft.text !== "" && !isTaken(draft.text, turns) ? draft.text : null,
    isSending: (state.phase === "running" && !accepted) || state.phase === "waiting",
    wasOvertaken,
    hasBegun,
    begin() {
      setBegun(true);
      ask("");
    },
    send: () => ask(draft.text),
  };
}
