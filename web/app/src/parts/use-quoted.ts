// Quoted words: what marks quote of what was said, found once for both texts, which are shaded alike.

import { useMemo } from "react";
import { inlineTexts } from "./markdown/blocks.ts";
import { QuotedAnswer, merged, type Range } from "./quotations.ts";

export type Quoted = {
  answer: QuotedAnswer;
  /** Where the quoted words stand in what was said. */
  ranges: readonly Range[];
  /** Something is quoted, found or not. */
  quotes: boolean;
};

export function useQuoted(said: string, marks: string): Quoted {
  const answer = useMemo(() => new QuotedAnswer(said), [said]);
  const found = useMemo(() => inlineTexts(marks).flatMap((words) => answer.check(words)), [answer, marks]);
  const ranges = useMemo(() => merged(found.flatMap(({ at }) => at ?? [])), [found]);
  return { answer, ranges, quotes: found.length > 0 };
}
