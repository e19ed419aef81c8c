// Markdown blocks of a text that is still arriving: what has ended is read once, and only its last block again.

import { Lexer, type Token, type TokensList } from "marked";
import remend from "remend";

/** What a stream has not closed yet is closed by `remend`, but nothing is put in the place of what the model wrote. */
const CLOSE = { linkMode: "text-only", images: false, katex: false, htmlTags: false } as const;
/** A longer last block is shown as it stands: closing it would take time with each word. */
const LONGEST_CLOSED = 20_000;

type Links = TokensList["links"];
export type Lex = (text: string, links: Links) => TokensList;

export class MarkdownBlocks {
  #settled: Token[] = [];
  /** The text of what is settled, and how much of it was looked at. */
  #prefix = "";
  #seen = 0;
  #links: Links = {};

  constructor(private readonly lexed: Lex = lex) {}

  /** The blocks of the text; those that have ended are the same objects as before. */
  read(text: string, streaming: boolean): Token[] {
    const whole = text.replaceAll(/\r\n?/g, "\n");
    if (!whole.startsWith(this.#prefix)) this.#forget();
    if (streaming) this.#settle(whole.slice(0, whole.lastIndexOf("\n") + 1));
    const rest = whole.slice(this.#prefix.length);
    const closed = streaming && rest.length <= LONGEST_CLOSED ? remend(rest, CLOSE) : rest;
    return [...this.#settled, ...this.lexed(closed, this.#links)];
  }

  /** Of whole lines all but the last block stay as they are; half a line may become anything, as `3` an item. */
  #settle(lines: string): void {
    if (lines.length <= this.#seen) return;
    this.#seen = lines.length;
    const blocks = this.lexed(lines.slice(this.#prefix.length), this.#links);
    // The space after the last block may still become a part of it.
    const ended = blocks.slice(0, Math.max(0, blocks.findLastIndex(({ type }) => type !== "space")));
    const length = ended.reduce((sum, { raw }) => sum + raw.length, 0);
    this.#settled.push(...ended);
    this.#prefix = lines.slice(0, this.#prefix.length + length);
    this.#links = blocks.links;
  }

  #forget(): void {
    this.#settled = [];
    this.#prefix = "";
    this.#seen = 0;
    this.#links = {};
  }
}

/** What is nested deeper than a reader can follow, on purpose perhaps, is plain text. */
function lex(text: string, links: Links): TokensList {
  const lexer = new Lexer({ gfm: true });
  Object.assign(lexer.tokens.links, links);
  try {
    return lexer.lex(text);
  } catch {
    // The stack is at its end, or a regular expression becomes too large.
    const plain: Token = { type: "text", raw: text, text };
    return Object.assign([plain], { links });
  }
}
