// Quotations: what a feedback quotes of an answer, and where it stands there; the rule of the server's `quotations.rs`.

import type { TextMark } from "./markdown/leaves.ts";

export type Range = { start: number; end: number };

/** No feedback quotes more; each is looked for in all of the answer. */
export const MOST_QUOTATIONS = 100;
/** Shorter ones are turns of phrase and names, not evidence. */
const FEWEST_WORDS = 4;
/** Opening marks with the closing ones that people and models pair them with. */
const PAIRS: Record<string, string> = { '"': '"', "“": "”“", "„": "“”", "«": "»" };
const OPENING = /["“„«]/g;

/** Letters with the marks on them, so that each becomes one place of the folded text; no script has more marks. */
const CLUSTER = new RegExp(
  "[\\u1100-\\u11ff\\ua960-\\ua97f\\ud7b0-\\ud7ff]{1,30}|" +
    "\\P{M}[\\p{M}\\xad\\u061c\\u200c-\\u200f\\u202a-\\u202e\\u2060-\\u206f]{0,30}|\\p{M}{1,30}",
  "gsu",
);
/** Marks of direction, joiners and soft hyphens, which copying leaves in words. */
const INVISIBLE = /[\xad\u061c\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f]/g;
const APOSTROPHES = /[’‘´`]/g;
const MARKDOWN = /[`*_]/g;
const SPACE = /\p{White_Space}/u;
const TRIMMED = ".,;:!?… ";

/** A text folded for a comparison, which knows where each of its places stood before. */
export class Folded {
  text = "";
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  /** NFKC in lower case, single spaces, plain apostrophes; `without` is left out. */
  constructor(original: string, without?: RegExp) {
    let space: Range | null = null;
    const letters: string[] = [];
    for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
      const place = { start: index, end: index + cluster.length };
      for (const letter of fold(without ? cluster.replace(without, "") : cluster)) {
        if (SPACE.test(letter)) {
          space ??= place;
          continue;
        }
        if (space && letters.length > 0) this.#push(letters, " ", space);
        space = null;
        this.#push(letters, letter, place);
      }
    }
    this.text = letters.join("");
  }

  /** Where a stretch of the folded text stood. */
  original(start: number, end: number): Range {
    return { start: this.#starts[start] ?? 0, end: this.#ends[end - 1] ?? 0 };
  }

  #push(letters: string[], letter: string, { start, end }: Range): void {
    letters.push(letter);
    for (let unit = 0; unit < letter.length; unit += 1) {
      this.#starts.push(start);
      this.#ends.push(end);
    }
  }
}

function fold(cluster: string): string {
  return cluster.replace(APOSTROPHES, "'").replace(INVISIBLE, "").normalize("NFKC").toLowerCase();
}

/** What stands between quotation marks, within one line: a mark left open quotes nothing. */
export function quotations(text: string): Range[] {
  const found: Range[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    for (const range of inLine(line)) found.push({ start: start + range.start, end: start + range.end });
    start += line.length + 1;
  }
  return found;
}

function inLine(line: string): Range[] {
  const found: Range[] = [];
  // Where no closing mark follows an opening one, none follows a later one either.
  const unclosed = new Set<string>();
  OPENING.lastIndex = 0;
  for (let open = OPENING.exec(line); open; open = OPENING.exec(line)) {
    const mark = open[0];
    if (unclosed.has(mark)) continue;
    const start = OPENING.lastIndex;
    const ends = [...(PAIRS[mark] ?? "")].map((closing) => line.indexOf(closing, start)).filter((at) => at >= 0);
    if (ends.length === 0) {
      unclosed.add(mark);
      continue;
    }
    const end = Math.min(...ends);
    found.push({ start, end });
    OPENING.lastIndex = end + 1;
  }
  return found;
}

/** A quotation with what was found of it: none of its parts, or all. */
export type Quotation = { range: Range; at: Range[] | null };

/** An answer in which quotations are looked for. */
export class QuotedAnswer {
  readonly #readings: readonly Folded[];

  /** Marks of Markdown count first as apostrophes and letters, then not at all: feedback is shown without them. */
  constructor(answer: string) {
    this.#readings = [new Folded(answer), new Folded(answer, MARKDOWN)];
  }

  /** The long quotations of a text, with where each stands in the answer. */
  check(text: string): Quotation[] {
    const long = quotations(text).filter(({ start, end }) => isLong(new Folded(text.slice(start, end)).text));
    const looked = long.slice(0, MOST_QUOTATIONS);
    return looked.map((range) => ({ range, at: this.#find(text.slice(range.start, range.end)) }));
  }

  /** What is marked of a text: quotations with their quotation marks. */
  marks = (text: string): TextMark[] =>
    this.check(text).map(({ range, at }) => ({ start: range.start - 1, end: range.end + 1, supported: at !== null }));

  #find(quoted: string): Range[] | null {
    for (const [index, reading] of this.#readings.entries()) {
      const { text } = new Folded(quoted, index === 0 ? undefined : MARKDOWN);
      const found = standsIn(text, reading);
      if (found) return found;
    }
    return null;
  }
}

function isLong(folded: string): boolean {
  return folded.split(" ").length >= FEWEST_WORDS;
}

/** A quotation shortened in its middle is found when its parts are, in their order. */
function standsIn(quoted: string, source: Folded): Range[] | null {
  const shortened = quoted.replaceAll("[...]", "…").replaceAll("[…]", "…").replaceAll("...", "…");
  const found: Range[] = [];
  let from = 0;
  for (const part of shortened.split("…").map(trimmed)) {
    if (part === "") continue;
    const at = source.text.indexOf(part, from);
    if (at < 0) return null;
    from = at + part.length;
    found.push(source.original(at, from));
  }
  return found;
}

function trimmed(part: string): string {
  let [start, end] = [0, part.length];
  while (start < end && TRIMMED.includes(part.charAt(start))) start += 1;
  while (end > start && TRIMMED.includes(part.charAt(end - 1))) end -= 1;
  return part.slice(start, end);
}

/** Ranges in order, those that touch made one. */
export function merged(ranges: readonly Range[]): Range[] {
  const all: Range[] = [];
  for (const range of [...ranges].sort((one, other) => one.start - other.start)) {
    const last = all.at(-1);
    if (last && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else all.push({ ...range });
  }
  return all;
}
