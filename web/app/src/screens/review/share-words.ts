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

/**
 * A report's paragraphs, with its headings known: no link and no markup is made of what stands in them. A block of code
 * is one of them, as it is: what begins with `#` in it is no heading.
 */
export function plainBlocks(markdown: string): Block[] {
  const blocks: Block[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  const end = () => {
    const text = lines.join("\n");
    if (text !== "") blocks.push({ heading: false, text: fence === null ? text.trim().replaceAll("**", "") : text });
    [lines, fence] = [[], null];
  };
  for (const line of markdown.split(/\r?\n/)) {
    const opened: string | null = fence === null ? fenceOf(line) : null;
    const title = fence === null ? /^#{1,6} (.*)$/.exec(line)?.[1]?.trim() : undefined;
    if (opened !== null || title || (fence === null && line.trim() === "")) end();
    if (title) blocks.push({ heading: true, text: title.replaceAll("**", "") });
    else if (fence !== null || line.trim() !== "") lines.push(line);
    if (fence !== null && closes(fence, line)) end();
    fence = opened ?? fence;
  }
  end();
  return blocks;
}

/** The marks with which a line begins a block of code. */
function fenceOf(line: string): string | null {
  const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (marks === undefined) return null;
  // Else it is code within a line.
  return marks.startsWith("`") && line.trimStart().slice(marks.length).includes("`") ? null : marks;
}

function closes(fence: string, line: string): boolean {
  const marks = line.trim();
  return marks.startsWith(fence) && marks.replaceAll(fence.charAt(0), "") === "";
}
