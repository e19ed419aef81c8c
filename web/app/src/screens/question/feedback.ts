// Feedback's parts: its rating, and its rows with what is said in the margin of each, read while it arrives.

/** What stands in the margin, if the model gave it a name, and the Markdown beside it. */
export type FeedbackRow = { label: string; text: string };
export type Feedback = { rating: number | null; rows: FeedbackRow[]; fullAnswer: string | null };

const RATING_END = "/10";
const FULL_ANSWER = /^#{1,3}\s+correct answer\s*$/i;
const TITLE = /^#{1,3}\s+feedback\b.*$/i;
/** `### Missing`, `**Missing**` on a line of its own, or `- **Missing:** the words`. */
const HEADING = /^#{2,6}\s+(.+?)\s*#*$/;
const LEAD = /^(?:[-*+] |\d{1,2}[.)] )?\*\*([^*]{1,40}?)(:?)\*\*(:?)(?:\s+(\S.*))?$/;
/** A line that may still become one of these. */
const UNFINISHED = new RegExp(
  "^(?:#{1,6}(?:\\s.*)?|[-*+]|\\d{1,2}[.)]?|" +
    "(?:[-*+] |\\d{1,2}[.)] )?(?:\\*{1,2}[^*]{0,40}\\*{0,2}:?\\s*)?)$",
);
const FENCE = /^\s*(?:```|~~~)/;
/** Longer names do not fit into the margin. */
const LONGEST_LABEL = 24;

const KNOWN: readonly [RegExp, string][] = [
  [/^(?:good|strengths?|what (?:works|is good)|what you did well)$/, "what works"],
  [/^(?:missing|gaps?|weak(?:ness(?:es)?)?|what is (?:missing|wrong)|wrong)$/, "what is missing"],
  [/^(?:to improve|improvements?|how to improve|next)$/, "to improve"],
];
/** Of what has no name of its own, before rows that have one, and alone. */
const UNNAMED = "in short";
const ALONE = "why";
export const FULL_ANSWER_LABEL = "a full answer";

/** The first N of a `(Rating: N/10)`, if it is a whole number from 1 to 10; the rule of the server's `rating.rs`. */
export function parseRating(feedback: string): number | null {
  const start = feedback.indexOf("Rating:");
  if (start < 0) return null;
  const after = feedback.slice(start + "Rating:".length);
  const end = after.indexOf(RATING_END);
  const number = after.slice(0, Math.max(0, end)).trim().replaceAll(/^\*+|\*+$/g, "");
  if (end < 0 || !/^\d{1,9}$/.test(number)) return null;
  const rating = Number(number);
  return rating >= 1 && rating <= 10 ? rating : null;
}

export function parseFeedback(markdown: string, streaming: boolean): Feedback {
  const lines = markdown.split(/\r?\n/);
  // The last line of a stream is not shown while it may become a heading.
  if (streaming && UNFINISHED.test(lines.at(-1) ?? "")) lines.pop();
  const rows: FeedbackRow[] = [];
  let fullAnswer: string[] | null = null;
  let row: { label: string; lines: string[] } = { label: UNNAMED, lines: [] };
  let inFence = false;
  const close = () => {
    const text = row.lines.join("\n").trim();
    if (text !== "") rows.push({ label: row.label, text });
  };
  for (const line of lines) {
    const isFence = FENCE.test(line);
    if (isFence) inFence = !inFence;
    if (fullAnswer) fullAnswer.push(line);
    else if (inFence || isFence) row.lines.push(line);
    else if (FULL_ANSWER.test(line)) fullAnswer = [];
    else if (!TITLE.test(line)) {
      const named = lead(line);
      if (!named) {
        row.lines.push(line);
        continue;
      }
      close();
      row = { label: named.label, lines: named.rest ? [named.rest] : [] };
    }
  }
  close();
  const [only] = rows;
  if (only?.label === UNNAMED && rows.length === 1) only.label = ALONE;
  return { rating: parseRating(markdown), rows, fullAnswer: fullAnswer?.join("\n").trim() ?? null };
}

/** The name that a line gives to what follows. */
function lead(line: string): { label: string; rest: string } | null {
  const heading = HEADING.exec(line)?.[1];
  const label = heading === undefined ? null : marginLabel(heading);
  if (label) return { label, rest: "" };
  const [, name = "", inner, outer, rest = ""] = LEAD.exec(line) ?? [];
  const isName = name !== "" && (inner === ":" || outer === ":" || rest === "");
  const short = isName ? marginLabel(name) : null;
  return short ? { label: short, rest: rest.slice(0, 1).toUpperCase() + rest.slice(1) } : null;
}

function marginLabel(name: string): string | null {
  const plain = name.replaceAll(/[*_`:]/g, "").trim();
  const lower = plain.toLowerCase();
  const known = KNOWN.find(([words]) => words.test(lower))?.[1] ?? lower;
  return known !== "" && known.length <= LONGEST_LABEL ? known : null;
}
