// Markdown leaves: the words of a line with their inline marks as one text, so that what spans several is found in it.

import type { MarkedToken, Token } from "marked";

/** A stretch of the words that are shown, as of a quotation. */
export type TextMark = { start: number; end: number; supported: boolean };

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u{a0}" };
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi;
const LARGEST_CODE_POINT = 0x10ffff;

/** Character references of the text, as a browser would read them; an unknown one stays as it is. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(ENTITY, (entity, decimal?: string, hex?: string, name = "") => {
    const code = decimal ? Number.parseInt(decimal, 10) : hex ? Number.parseInt(hex, 16) : null;
    if (code === null) return NAMED[name] ?? entity;
    return code > 0 && code <= LARGEST_CODE_POINT ? String.fromCodePoint(code) : "\u{fffd}";
  });
}

/** Tokens that stand for words of their own; the others are made of tokens. */
export function leafText(token: Token): string | null {
  const known = token as MarkedToken;
  switch (known.type) {
    case "br":
      return "\n";
    case "checkbox":
      return known.checked ? "☑ " : "☐ ";
    case "codespan":
    case "escape":
      return known.text;
    case "html":
      return known.raw;
    case "image":
      return known.text || "image";
    case "text":
      return known.tokens ? null : decodeEntities(known.text);
    case "del":
    case "em":
    case "link":
    case "strong":
      return null;
    default:
      return token.raw;
  }
}

export function childrenOf(token: Token): readonly Token[] {
  return ("tokens" in token && token.tokens) || [];
}

export function flatText(tokens: readonly Token[]): string {
  return tokens.map((token) => leafText(token) ?? flatText(childrenOf(token))).join("");
}

export type Piece = { text: string; mark: TextMark | null; isEnd: boolean };

/** A leaf that begins at that place, cut where marks begin and end. Marks are in order and do not overlap. */
export function cut(text: string, from: number, marks: readonly TextMark[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const mark of marks) {
    const [start, end] = [Math.max(0, mark.start - from), Math.min(text.length, mark.end - from)];
    if (end <= at || start >= text.length) continue;
    if (start > at) pieces.push({ text: text.slice(at, start), mark: null, isEnd: false });
    pieces.push({ text: text.slice(Math.max(at, start), end), mark, isEnd: mark.end - from <= text.length });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), mark: null, isEnd: false });
  return pieces;
}

const PROTOCOLS = ["http:", "https:", "mailto:"];

/** An address that may be followed; null: its words are shown without it. */
export function safeHref(href: string): string | null {
  const url = parsed(href);
  return url && PROTOCOLS.includes(url.protocol) ? url.href : null;
}

function parsed(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}
