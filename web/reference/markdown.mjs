// Markdown of descriptions: marked's lexer, and elements for its tokens. Raw HTML in a description is shown as text.

import { lexer } from "marked";
import { el } from "./html.mjs";

/** @typedef {import("./html.mjs").Child} Child */
/** @typedef {import("marked").MarkedToken} Token */

/**
 * Paragraphs, lists and code.
 * @param {string} text
 * @returns {Child[]}
 */
export function blocks(text) {
  return lexer(text).map((token) => block(/** @type {Token} */ (token)));
}

/**
 * One line of it, without a paragraph around.
 * @param {string} text
 * @returns {Child[]}
 */
export function inline(text) {
  const [first] = lexer(text);
  return first?.type === "paragraph" ? spans(first.tokens) : [text];
}

/** @param {Token} token @returns {Child} */
function block(token) {
  switch (token.type) {
    case "space":
      return undefined;
    case "paragraph":
      return el("p", {}, ...spans(token.tokens));
    case "list":
      return el(
        token.ordered ? "ol" : "ul",
        {},
        ...token.items.map((item) => el("li", {}, ...item.tokens.map(ofItem))),
      );
    case "code":
      return el("pre", { tabindex: 0 }, el("code", {}, token.text));
    default:
      throw new Error(`a description uses markdown that the reference page does not show: ${token.type}`);
  }
}

/** @param {import("marked").Token} token @returns {Child} */
function ofItem(token) {
  return token.type === "text" ? spans(token.tokens) : block(/** @type {Token} */ (token));
}

/** @param {import("marked").Token[] | undefined} tokens @returns {Child[]} */
function spans(tokens = []) {
  return tokens.map((each) => {
    const token = /** @type {Token} */ (each);
    switch (token.type) {
      case "codespan":
        return el("code", {}, token.text);
      case "strong":
      case "em":
        return el(token.type, {}, ...spans(token.tokens));
      case "link":
        return el("a", { href: token.href }, ...spans(token.tokens));
      case "text":
      case "escape":
        return token.text;
      default:
        return token.raw;
    }
  });
}
