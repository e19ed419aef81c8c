// curl command of an operation, to paste into a terminal where TOKEN is set.

import { body, parameters, takesToken } from "./shared/document.mjs";
import { examplesOf, isFile } from "./shared/example.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */
/** @typedef {import("./shared/document.mjs").Operation} Operation */

/**
 * What is required and no more, with the values of the examples.
 * @param {Node} document
 * @param {Operation} operation
 */
export function curl(document, operation) {
  const needed = parameters(document, operation).filter(({ required }) => required);
  const value = (/** @type {Node} */ parameter) => String(examplesOf(document, parameter)[0]?.value ?? "…");
  const of = (/** @type {string} */ place) => needed.filter((each) => each.in === place);
  const path = of("path").reduce((text, each) => text.replace(`{${each.name}}`, value(each)), operation.path);
  const query = of("query")
    .map((each) => `${each.name}=${encodeURIComponent(value(each))}`)
    .join("&");
  const lines = [
    operation.method !== "GET" && `-X ${operation.method}`,
    takesToken(document, operation) && '-H "Authorization: Bearer $TOKEN"',
    ...of("header").map((each) => `-H ${quoted(`${each.name}: ${value(each)}`)}`),
    ...sent(document, operation),
  ];
  const address = `"$URL${path}${query && `?${query}`}"`;
  return [`curl ${streams(operation) ? "-N " : ""}${address}`, ...lines.filter(Boolean)].join(" \\\n  ");
}

/** @param {Operation} operation */
function streams({ node }) {
  return Object.keys(node.responses[200]?.content ?? {}).includes("text/event-stream");
}

/** @param {Node} document @param {Operation} operation @returns {string[]} */
function sent(document, operation) {
  const given = body(document, operation);
  if (!given) return [];
  if (given.type !== "multipart/form-data") {
    const [example] = examplesOf(document, given.media);
    return [`-H "Content-Type: ${given.type}"`, `-d ${quoted(JSON.stringify(example?.value ?? {}))}`];
  }
  /** @type {[string, Node][]} */
  const fields = Object.entries(given.schema.properties);
  return fields.map(([name, schema]) =>
    isFile(schema) ? `-F ${name}=@resume.pdf` : `-F ${name}=${examplesOf(document, { schema })[0]?.value}`,
  );
}

/** A word of a shell. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
