// Markdown: what a model wrote as elements, never as HTML, painted block by block while it arrives.

import type { MarkedToken, Token, Tokens } from "marked";
import { createElement, Fragment, memo, useState, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";
import { MarkdownBlocks } from "./markdown/blocks.ts";
import { childrenOf, cut, flatText, leafText, safeHref, type Piece, type TextMark } from "./markdown/leaves.ts";

type Context = {
  /** Of its headings the first one's level on this page. */
  level: number;
  firstDepth: number;
  /** What is marked of the words of a paragraph. */
  marks: ((text: string) => readonly TextMark[]) | undefined;
  /** Said of what is quoted and was not found. */
  missing: string;
};

type Props = {
  text: string;
  /** It is still arriving: a caret stands at its end. */
  streaming?: boolean;
  /** The level of its headings, under those of the page. */
  level?: number;
  /** A function that stays the same from one painting to the next. */
  marks?: ((text: string) => readonly TextMark[]) | undefined;
  missing?: string;
};

const LOWEST_LEVEL = 6;

export function Markdown({ text, streaming = false, level = 3, marks, missing = "not in your answer" }: Props) {
  const [blocks] = useState(() => new MarkdownBlocks());
  const tokens = blocks.read(text, streaming).filter(({ type }) => type !== "space" && type !== "def");
  const first = tokens.find(({ type }) => type === "heading") as Tokens.Heading | undefined;
  const firstDepth = first?.depth ?? 1;
  return tokens.map((token, index) => (
    <MemoBlock
      key={index}
      token={token}
      level={level}
      firstDepth={firstDepth}
      marks={marks}
      missing={missing}
      caret={streaming && index === tokens.length - 1}
    />
  ));
}

type BlockProps = Context & { token: Token; caret: boolean };

/** A block is painted anew when its text is another, and not when the text after it is. */
const MemoBlock = memo(
  ({ token, caret, ...context }: BlockProps) => block(token, context, caret ? <Caret /> : null),
  (one, other) =>
    one.token.raw === other.token.raw &&
    one.caret === other.caret &&
    one.marks === other.marks &&
    one.level === other.level &&
    one.firstDepth === other.firstDepth,
);

function Caret() {
  return <span className="caret" aria-hidden="true" />;
}

/** `tail` stands after the last word. */
function block(token: Token, context: Context, tail: ReactNode): ReactNode {
  const known = token as MarkedToken;
  switch (known.type) {
    case "heading": {
      const level = Math.min(LOWEST_LEVEL, context.level + Math.max(0, known.depth - context.firstDepth));
      return createElement(`h${level}`, null, inline(known.tokens, context), tail);
    }
    case "code":
      return (
        <pre tabIndex={0} role="group" aria-label={known.lang ? `Code, ${known.lang}` : "Code"}>
          <code>{known.text}</code>
          {tail}
        </pre>
      );
    case "blockquote":
      return <blockquote>{blocks(known.tokens, context, tail)}</blockquote>;
    case "list":
      return list(known, context, tail);
    case "table":
      return table(known, context);
    case "hr":
      return <hr />;
    case "space":
    case "def":
      return null;
    default:
      // Raw HTML is shown as the text that it is.
      return (
        <p>
          {inline(ownWords(token), context)}
          {tail}
        </p>
      );
  }
}

function blocks(tokens: readonly Token[], context: Context, tail: ReactNode): ReactNode {
  return tokens.map((token, index) => (
    <Fragment key={index}>{block(token, context, index === tokens.length - 1 ? tail : null)}</Fragment>
  ));
}

function ownWords(token: Token): readonly Token[] {
  const children = childrenOf(token);
  return children.length > 0 ? children : [token];
}

function list({ ordered, start, items, loose }: Tokens.List, context: Context, tail: ReactNode): ReactNode {
  const children = items.map((item, index) => (
    <li key={index}>{itemBlocks(item.tokens, context, loose, index === items.length - 1 ? tail : null)}</li>
  ));
  if (!ordered) return <ul>{children}</ul>;
  return <ol {...(typeof start === "number" && start !== 1 && { start })}>{children}</ol>;
}

/** In a tight list words stand in the item itself. */
function itemBlocks(tokens: readonly Token[], context: Context, loose: boolean, tail: ReactNode): ReactNode {
  return tokens.map((token, index) => {
    const end = index === tokens.length - 1 ? tail : null;
    const isText = token.type === "text" || token.type === "checkbox";
    if (loose || !isText) return <Fragment key={index}>{block(token, context, end)}</Fragment>;
    return (
      <Fragment key={index}>
        {inline(ownWords(token), context)}
        {end}
      </Fragment>
    );
  });
}

function table({ header, rows }: Tokens.Table, context: Context): ReactNode {
  const cells = (row: Tokens.TableCell[], name: "th" | "td") =>
    row.map((cell, index) => {
      const attributes = { key: index, ...(name === "th" && { scope: "col" }) };
      const aligned = cell.align === "right" ? { className: "n" } : {};
      return createElement(name, { ...attributes, ...aligned }, inline(cell.tokens, context));
    });
  return (
    <div className="scroll" tabIndex={0} role="group" aria-label="Table">
      <table>
        <thead>
          <tr>{cells(header, "th")}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>{cells(row, "td")}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[], { marks, missing }: Context): ReactNode {
  const found = marks?.(flatText(tokens)) ?? [];
  let at = 0;
  const walk = (token: Token, index: number): ReactNode => {
    const text = leafText(token);
    if (text === null) return around(token, index, childrenOf(token).map(walk));
    const from = at;
    at += text.length;
    if (token.type === "br") return <br key={index} />;
    const words = found.length === 0 ? text : cut(text, from, found).map((one, nth) => piece(one, nth, missing));
    return around(token, index, words);
  };
  return tokens.map(walk);
}

function around(token: Token, key: number, children: ReactNode): ReactNode {
  const known = token as MarkedToken;
  switch (known.type) {
    case "strong":
    case "em":
    case "del":
      return createElement(known.type, { key }, children);
    case "codespan":
      return <code key={key}>{children}</code>;
    case "link":
    case "image": {
      // The page's policy loads no picture of another host; it can be opened.
      const href = safeHref(known.href);
      return href ? (
        <a key={key} href={href} rel="noopener noreferrer" target="_blank">
          {children}
        </a>
      ) : (
        <Fragment key={key}>{children}</Fragment>
      );
    }
    default:
      return <Fragment key={key}>{children}</Fragment>;
  }
}

function piece({ text, mark, isEnd }: Piece, index: number, missing: string): ReactNode {
  if (!mark) return text;
  if (mark.supported) {
    return (
      <span className="q" key={index}>
        {text}
      </span>
    );
  }
  return (
    <Fragment key={index}>
      <span className="q not">{text}</span>
      {isEnd && (
        <>
          {" "}
          <span className="qtag">
            <Icon name="warning" />
            {missing}
          </span>
        </>
      )}
    </Fragment>
  );
}
