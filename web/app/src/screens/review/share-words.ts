// Shared reports in words: what a link shows, until when, and feedback as plain text.

import type { Schema } from "../../queries/api.ts";
import { date, timeOfDay } from "../../parts/dates.ts";

/** For how many days a link may be good, as the page offers it. */
export const DAYS = [1, 7, 14, 30] as const;

export function inWords(include: readonly Schema["SharePart"][]): string {
  const marks = include.includes("feedback");
  if (!include.includes("transcript")) return "The marks";
  return marks ? "The marks and all that was said" : "All that was said";
}

/** "5 December, 14:05". */
export function until(expiresAt: string): string {
  return `${date(expiresAt)}, ${timeOfDay(expiresAt)}`;
}

export type Block = { heading: boolean; text: string };

/** A report's paragraphs, with its headings known: no link and no markup is made of what stands in them. */
export function plainBlocks(markdown: string): Block[] {
  const parts = markdown.replaceAll(/^(#{1,6} .*)$/gm, "\n\n$1\n\n").split(/\n{2,}/);
  return parts.flatMap((part) => {
    const text = part.trim();
    const title = /^#{1,6} +(.*)$/.exec(text)?.[1];
    if (text === "") return [];
    return [{ heading: title !== undefined, text: (title ?? text).replaceAll("**", "") }];
  });
}
