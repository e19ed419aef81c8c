// Components as HTML: the headers of replies and the schemas, each once, where links lead to.

import { follow, operations } from "./shared/document.mjs";
import { el } from "./html.mjs";
import { inline } from "./markdown.mjs";
import { part } from "./operation.mjs";
import { typeOf, whole } from "./schema.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */

/** Each header once, by the name under which replies have it. @param {Node} document */
export function headerRows(document) {
  const replies = operations(document).flatMap(({ node }) => Object.values(node.responses));
  const all = new Map(replies.flatMap((reply) => Object.entries(follow(document, reply).headers ?? {})));
  const names = [...all.keys()].sort();
  return names.map((name) => {
    const { schema = {}, description = "" } = follow(document, /** @type {Node} */ (all.get(name)));
    const facts = el("p", { class: "type" }, ...typeOf(schema));
    const words = el(
      "div",
      { class: "words" },
      el("h3", {}, el("code", {}, name)),
      el("p", {}, ...inline(description)),
      facts,
    );
    return el("div", { class: "item row", id: `header-${name.toLowerCase()}` }, el("span", { class: "gut" }), words);
  });
}

/** @param {Node} document */
export function schemaRows(document) {
  return Object.entries(document.components.schemas).map(([name, schema]) => {
    const kind = schema.enum
      ? "words"
      : schema.properties
        ? "object"
        : (schema.oneOf ?? schema.anyOf)
          ? "one of"
          : schema.type;
    const title = el(
      "h3",
      {},
      el("code", {}, name),
      schema.description && el("span", {}, ...inline(firstSentence(schema.description))),
    );
    return el(
      "details",
      { class: "item", id: `schema-${name}` },
      el("summary", { class: "row" }, el("span", { class: "gut method" }, [kind].flat().join(" or ")), title),
      part("fields", whole(document, schema)),
    );
  });
}

/** @param {string} text */
function firstSentence(text) {
  return text.match(/^.*?[.:](?=\s|$)/s)?.[0] ?? text;
}
