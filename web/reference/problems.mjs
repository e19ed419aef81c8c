// Problem codes as HTML: what each means, what to do about it, and which operations may answer with it.

import { ADVICE } from "./advice.mjs";
import { el } from "./html.mjs";
import { inline } from "./markdown.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */

/**
 * The codes that a response may carry, read from its examples.
 * @param {Node} document
 * @param {string} status
 * @param {Node} reply
 * @returns {string[]}
 */
export function codesOf(document, status, reply) {
  const known = document["x-problems"].filter((/** @type {Node} */ each) => each.status === Number(status));
  const text = JSON.stringify(reply);
  return known
    .map((/** @type {Node} */ each) => each.code)
    .filter((/** @type {string} */ code) => text.includes(`"${code}"`));
}

/** @param {Node} problem */
export function problemRow({ code, status, title, detail }) {
  const advice = ADVICE[code];
  if (!advice) throw new Error(`web/reference/advice.mjs does not say what to do about ${code}`);
  return el(
    "div",
    { class: "item row", id: `problem-${code}` },
    el("span", { class: `gut mark s ${status >= 500 ? "fault" : "weak"}` }, status),
    el(
      "div",
      { class: "words" },
      el("h3", {}, el("code", {}, code), el("span", {}, title)),
      el("p", {}, ...inline(detail)),
      el("p", { class: "advice" }, ...inline(advice)),
    ),
  );
}

/** Advice about a code that does not exist is a mistake too. @param {Node} document */
export function unknownAdvice(document) {
  const known = document["x-problems"].map((/** @type {Node} */ each) => each.code);
  return Object.keys(ADVICE).filter((code) => !known.includes(code));
}
