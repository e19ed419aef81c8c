// Answering: the draft of an answer, its way to the server and its feedback, and the attempts before.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { unwrap } from "../../../../src/client.ts";
import { useDraft, type DraftField } from "../../drafts/use-draft.ts";
import { useApi, type Schema } from "../../queries/api.ts";
import { keys } from "../../queries/queries.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import type { Making } from "../../streams/making.ts";
import { useGeneration, type Generation } from "../../streams/use-generation.ts";
import { useMakingRecords } from "../../streams/use-making.ts";
import { asError } from "../../parts/as-error.ts";

export type Attempt = Schema["Answer"];

export type Answering = {
  draft: DraftField;
  generation: Generation;
  /** What is being marked. */
  sent: string | null;
  isWriting: boolean;
  /** Writing was asked for by a press. */
  asked: boolean;
  /** The oldest first. */
  attempts: readonly Attempt[];
  /** The attempt that is shown. */
  shown: Attempt | null;
  older: Older;
  send: () => void;
  write: (writing: boolean) => void;
  show: (id: string) => void;
  /** One of them was changed: it is left out, or counts again. */
  changed: (attempt: Attempt) => void;
  removed: (attempt: Attempt) => void;
};

export function useAnswering(question: Schema["QuestionWithAnswers"]): Answering {
  const { id, jobInfoId: job, answers } = question;
  const client = useQueryClient();
  const records = useMakingRecords();
  const draft = useDraft("answer", id);
  const [sent, setSent] = useState<string | null>(null);
  const [wish, setWish] = useState<boolean | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const older = useOlder(question);

  const generation = useGeneration({
    api: "/api/ai/questions/generate-feedback",
    onStored() {
      const newest = client.getQueryData<Schema["QuestionWithAnswers"]>(keys.question(id))?.answers[0];
      // Another tab may have been marked instead; then what is written here is still a draft.
      if (newest?.text.trim() === draft.text.trim()) draft.done();
      setSent(null);
      setWish(false);
      setChosen(null);
    },
  });

  useEffect(() => {
    const making = records.find("answer", id);
    if (!making) return;
    setSent(draft.text);
    generation.follow(making);
    // Once, when the question is come to.
  }, [id]);

  const newer = new Set(answers.map((answer) => answer.id));
  const attempts = [...answers, ...older.items.filter((answer) => !newer.has(answer.id))].reverse();
  const isWriting = wish ?? (answers.length === 0 || draft.text !== "");
  return {
    draft,
    generation,
    sent: isShown(generation) ? sent : null,
    isWriting,
    asked: wish === true,
    attempts,
    shown: attempts.find((attempt) => attempt.id === chosen) ?? answers[0] ?? null,
    older,
    send() {
      const before = answers[0]?.id ?? null;
      const making: Making = { kind: "answer", of: id, job, before, startedAt: Date.now() };
      setSent(draft.text);
      generation.start({ prompt: draft.text, body: { questionId: id }, making });
    },
    write(writing) {
      generation.reset();
      setSent(null);
      setWish(writing);
    },
    show(attempt) {
      setWish(false);
      setChosen(attempt);
    },
    changed(attempt) {
      client.setQueryData<Schema["QuestionWithAnswers"]>(keys.question(id), (before) =>
        before && { ...before, answers: before.answers.map(replacedBy(attempt)) },
      );
      older.changed(attempt);
    },
    removed(attempt) {
      setChosen(null);
      client.setQueryData<Schema["QuestionWithAnswers"]>(
        keys.question(id),
        (before) => before && { ...before, answers: before.answers.filter((other) => other.id !== attempt.id) },
      );
      older.removed(attempt);
    },
  };
}

/** What was stopped and is not kept leaves the paper to write on. */
function isShown({ state, text }: Generation): boolean {
  if (state.phase === "stopped") return state.reading;
  return isUnderWay(state) || text !== "";
}

const replacedBy = (attempt: Attempt) => (other: Attempt) => (other.id === attempt.id ? attempt : other);

export type Older = {
  items: readonly Attempt[];
  more: boolean;
  error: Error | null;
  read: () => void;
  changed: (attempt: Attempt) => void;
  removed: (attempt: Attempt) => void;
};

/** Beyond the newest that come with the question. */
function useOlder({ id, answersCursor }: Schema["QuestionWithAnswers"]): Older {
  const api = useApi();
  const [items, setItems] = useState<Attempt[]>([]);
  const [cursor, setCursor] = useState(answersCursor);
  const [error, setError] = useState<Error | null>(null);
  const read = async () => {
    if (cursor === null) return;
    const params = { path: { id }, query: { cursor } };
    const page = unwrap(await api.GET("/api/questions/{id}/answers", { params }));
    setItems((before) => [...before, ...page.items]);
    setCursor(page.nextCursor);
  };
  const toError = (reason: unknown) => setError(asError(reason));
  return {
    items,
    more: cursor !== null,
    error,
    read() {
      setError(null);
      read().catch(toError);
    },
    removed: (attempt) => setItems((before) => before.filter((other) => other.id !== attempt.id)),
    changed: (attempt) => setItems((before) => before.map(replacedBy(attempt))),
  };
}
