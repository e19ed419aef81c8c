// Answer's text: its limit, the fence that is put into it, and its paragraphs and code as they were written.

/** The server's limit, in characters as it counts them. */
export const LONGEST_ANSWER = 20_000;

/** Characters over the limit; 0: it fits. */
export function tooLongBy(text: string): number {
  return text.length <= LONGEST_ANSWER ? 0 : Math.max(0, [...text].length - LONGEST_ANSWER);
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}

export type Insertion = { text: string; caret: number };

const FENCE = "```";

/** A fence in the place of what is selected, around it; the caret stands in its last line. */
export function insertFence(text: string, start: number, end: number): Insertion {
  const code = text.slice(start, end).replaceAll(/^\n+|\n+$/g, "");
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = text[end] === "\n" ? "" : "\n";
  const opened = `${before}${FENCE}\n${code}`;
  return { text: `${opened}\n${FENCE}${after}`, caret: start + opened.length };
}

export type AnswerBlock = { kind: "words" | "code"; start: number; end: number };

const FENCED = /^[ \t]*(`{3,}|~{3,})[^\n]*\n([\s\S]*?)(?:\n[ \t]*\1[ \t]*(?=\n|$)|$(?![\s\S]))/gm;
const PARAGRAPH = /[^\n](?:[^\n]|\n(?![ \t]*\n))*/g;

/** Paragraphs and fenced code; nothing else is read into what somebody wrote. */
export function answerBlocks(text: string): AnswerBlock[] {
  const blocks: AnswerBlock[] = [];
  let from = 0;
  const words = (end: number) => {
    for (const { 0: paragraph, index } of text.slice(from, end).matchAll(PARAGRAPH)) {
      if (isBlank(paragraph)) continue;
      const start = from + index;
      blocks.push({ kind: "words", start, end: start + paragraph.trimEnd().length });
    }
  };
  for (const match of text.matchAll(FENCED)) {
    const code = match[2] ?? "";
    words(match.index);
    const start = match.index + match[0].indexOf("\n") + 1;
    blocks.push({ kind: "code", start, end: start + code.length });
    from = match.index + match[0].length;
  }
  words(text.length);
  return blocks;
}
