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
import { levelOf, type Level } from "./levels.ts";

export type NewQuestion = {
  generation: Generation;
  /** The level that is asked for; null where the question was found being made. */
  level: Level | null;
  /** What is seen at this address is what is being written. */
  isHere: boolean;
  /** It was not written to its end, and is stored nowhere. */
  hasFailed: boolean;
  /** Another one each time that another question is come to, but not when one gets its id. */
  visit: number;
  ask: (level: Level) => void;
};

export function useNewQuestion(job: string, question: string): NewQuestion {
  const client = useQueryClient();
  const reads = useReads();
  const records = useMakingRecords();
  const [, navigate] = useLocation();
  const [level, setLevel] = useState<Level | null>(null);
  /** The id of what is written; it comes with the head, and the address is replaced by it. */
  const [written, setWritten] = useState<string>(NEW);
  const [visit, setVisit] = useState(0);
  // Read before one is asked for: the newest before is how the new one is found after a reload.
  useQuery({ ...reads.questions(job), enabled: question === NEW });

  const moveTo = (id: string) => {
    setWritten(id);
    navigate(paths.question(job, id), { replace: true });
  };
  const generation = useGeneration({
    api: "/api/ai/questions/generate-question",
    onHead({ questionId }, isHere) {
      if (!questionId) return null;
      if (isHere) moveTo(questionId);
      return { ...making(job, questionId, null), ...(level && { level }) };
    },
    async onStored(found, stored) {
      const id = found ?? stored?.of;
      if (!id || id === NEW) return;
      await client.prefetchQuery(reads.question(id));
      moveTo(id);
    },
  });

  const ask = (wanted: Level) => {
    const newest = client.getQueryData<Schema["Question"][]>(keys.questions(job));
    setLevel(wanted);
    setWritten(NEW);
    setVisit((count) => count + 1);
    const made = newest ? making(job, NEW, newest[0]?.id ?? null) : null;
    generation.start({ prompt: wanted, body: { jobInfoId: job }, making: made });
  };

  useEffect(() => {
    const pressed = question === NEW ? takePress("question", job) : null;
    const found = records.find("question", question, job);
    // Only what was pressed is asked for. What was under way before a reload is waited for.
    if (pressed) ask(levelOf(pressed.difficulty));
    else if (written !== question || visit === 0) {
      setWritten(question);
      setLevel(found?.level === undefined ? null : levelOf(found.level));
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
    navigate(paths.newQuestion(job, levelOf(level)), { replace: true });
  }, [hasFailed, job, question, level, navigate]);

  return { generation, level, isHere, hasFailed, visit, ask };
}

function hasNotCome({ phase }: Generation["state"]): boolean {
  return phase === "failed" || phase === "lost";
}

function making(job: string, of: string, before: string | null): Making {
  return { kind: "question", of, job, before, startedAt: Date.now() };
}
