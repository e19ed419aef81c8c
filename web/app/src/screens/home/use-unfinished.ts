// Reads what may be unfinished: what is being made, the questions of the newest drafts, interviews of the newest jobs.

import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useDrafts } from "../../drafts/use-draft.ts";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { useMaking } from "../../streams/use-making.ts";
import { unfinished, type Unfinished } from "./unfinished.ts";

/** A draft of a question that was deleted leads nowhere; then the next one is looked at. */
const DRAFTS = 2;
const JOBS = 3;

/** Null while it is not known yet. */
export function useUnfinished(jobs: readonly Schema["ListedJobInfo"][]): Unfinished[] | null {
  const reads = useReads();
  const making = useMaking();
  const drafts = useDrafts();
  const answers = useMemo(() => drafts.all().filter(({ kind }) => kind === "answer").slice(0, DRAFTS), [drafts]);
  const questions = useQueries({ queries: answers.map(({ of }) => reads.question(of)) });
  const interviews = useQueries({ queries: jobs.slice(0, JOBS).map(({ id }) => reads.interviews(id)) });
  // One that fails at first is not waited for.
  const waiting = [...questions, ...interviews].some(({ isPending, failureCount }) => isPending && failureCount === 0);
  if (waiting) return null;
  const asked = answers.flatMap((draft, index) => {
    const question = questions[index]?.data;
    return question ? [{ draft, question }] : [];
  });
  return unfinished({ making, drafts: asked, interviews: interviews.flatMap(({ data }) => data ?? []) }, Date.now());
}
