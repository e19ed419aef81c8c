// New question: asked for by the press of a level, written while it is watched, and found again after a reload.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { NEW, paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { keys, useReads } from "../../queries/queries.ts";
import { takePress } from "../../streams/press.ts";
import type { Making } from "../../streams/making.ts";
import { useGeneration, type Generation } from "../../streams/use-generation.ts";
import { useMakingRecords } from "../../streams/use-making.ts";
import { choiceOf, levelOf, type Asked, type Level } from "./levels.ts";

/** In an address: its stream, for another device that is signed in as the same person. */
const STREAM = "stream";

/** The answer that is followed, or the topic that was chosen. */
type About = { answer?: string | undefined; topic?: string | null };

export type NewQuestion = {
  generation: Generation;
  /** The level that is asked for; null where the question was found being made. */
  level: Level | null;
  /** Why it has that level, where that was left to the server. */
  reason: string | null;
  /** An earlier question that asks the same. */
  repeats: string | null;
  /** What is seen at this address is what is being written. */
  isHere: boolean;
  /** It was not written to its end, and is stored nowhere. */
  hasFailed: boolean;
  /** Another one each time that another question is come to, but not when one gets its id. */
  visit: number;
  ask: (asked: Asked, about?: About) => void;
  /** The last one once more. */
  retry: (() => void) | undefined;
};

export function useNewQuestion(job: string, question: string): NewQuestion {
  const client = useQueryClient();
  const reads = useReads();
  const records = useMakingRecords();
  const [, navigate] = useLocation();
  const [level, setLevel] = useState<Level | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [repeats, setRepeats] = useState<string | null>(null);
  const [last, setLast] = useState<{ asked: Asked; about: About } | null>(null);
  /** The id of what is written; it comes with the head, and the address is replaced by it. */
  const [written, setWritten] = useState<string>(NEW);
  const [visit, setVisit] = useState(0);
  // Read before one is asked for: the newest before is how the new one is found after a reload.
  useQuery({ ...reads.questions(job), enabled: question === NEW });

  const moveTo = (id: string, stream?: string | null) => {
    setWritten(id);
    navigate(paths.question(job, id) + (stream ? `?${STREAM}=${stream}` : ""), { replace: true });
  };
  const generation = useGeneration({
    api: "/api/ai/questions/generate-question",
    onHead(head, isHere) {
      const { questionId, streamId } = head;
      if (!questionId) return null;
      const known = records.find("question", questionId, job);
      const made = { level: head.difficulty ?? known?.level, reason: head.reason ?? known?.reason };
      if (isHere) {
        setLevel((before) => levelOf(made.level) ?? before);
        setReason(made.reason ?? null);
        moveTo(questionId, streamId);
      }
      return { ...making(job, questionId, null), ...some(made) };
    },
    onData: (data) => setRepeats(data.repeats ?? null),
    async onStored(found, stored) {
      const id = found ?? stored?.of;
      if (!id || id === NEW) return;
      await client.prefetchQuery(reads.question(id));
      moveTo(id);
    },
  });

  const ask = (asked: Asked, about: About = {}) => {
    const newest = client.getQueryData<Schema["Question"][]>(keys.questions(job));
    setLast({ asked, about });
    setLevel(levelOf(asked));
    setReason(null);
    setRepeats(null);
    setWritten(NEW);
    setVisit((count) => count + 1);
    const made = newest ? making(job, NEW, newest[0]?.id ?? null) : null;
    const { answer, topic } = about;
    const body = { jobInfoId: job, ...some({ answerId: answer, topic }) };
    generation.start({ prompt: asked, body, making: made });
  };

  useEffect(() => {
    const pressed = question === NEW ? takePress("question", job) : null;
    const found = records.find("question", question, job) ?? elsewhere(job, question);
    // Only what was pressed is asked for. What was under way before a reload is waited for.
    if (pressed) ask(pressed.asked, { answer: pressed.answer });
    else if (written !== question || visit === 0) {
      setWritten(question);
      setLevel(levelOf(found?.level));
      setReason(found?.reason ?? null);
      setRepeats(null);
      setVisit((count) => count + 1);
      if (found) generation.follow(found);
      else generation.reset();
    }
    // An address is looked at once, when it is come to.
  }, [job, question]);

  const isHere = written === question;
  const hasFailed = isHere && hasNotCome(generation.state);
  useEffect(() => {
    if (!hasFailed || question === NEW) return;
    // Under its id nothing is stored, nor ever will be.
    setWritten(NEW);
    navigate(paths.newQuestion(job, choiceOf(level), last?.about.topic), { replace: true });
  }, [hasFailed, job, question, level, last, navigate]);

  // After a reload its level is all that is known of it.
  const again = last ?? (level && { asked: level, about: {} });
  const retry = again ? () => ask(again.asked, again.about) : undefined;
  return { generation, level, reason, repeats, isHere, hasFailed, visit, ask, retry };
}

/** Being written for another device, whose address was opened here. */
function elsewhere(job: string, question: string): Making | null {
  const stream = new URLSearchParams(location.search).get(STREAM);
  // Where nothing of it is left it is looked for once, for it may have been deleted since.
  return stream === null || question === NEW ? null : { ...making(job, question, null), stream, startedAt: 0 };
}

function some<T extends object>(all: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null)) as never;
}

function hasNotCome(state: Generation["state"]): boolean {
  return state.phase === "failed" || state.phase === "lost" || (state.phase === "stopped" && !state.reading);
}

function making(job: string, of: string, before: string | null): Making {
  return { kind: "question", of, job, before, startedAt: Date.now() };
}
