// Request of an operation: the address, headers and body that a filled form stands for.

import { body, parameters } from "./document.mjs";
import { isFile } from "./example.mjs";

/** @typedef {import("./document.mjs").Node} Node */
/** @typedef {import("./document.mjs").Operation} Operation */
/**
 * @typedef {object} Form
 * @property {(place: string, name: string) => string} value
 * @property {(name: string) => File | undefined} file
 * @property {string} token
 */

/** The places of a form where a value may stand: those of parameters, and the body. */
export const BODY = "body";

/**
 * @param {Node} document
 * @param {Operation} operation
 * @param {Form} form
 * @returns {{ url: string, method: string, headers: Record<string, string>, body: string | FormData | undefined }}
 */
export function request(document, operation, form) {
  const given = parameters(document, operation).map(({ in: place, name }) => ({
    place,
    name,
    value: form.value(place, name),
  }));
  const filled = given.filter(({ value }) => value !== "");
  const path = given
    .filter(({ place }) => place === "path")
    .reduce((text, { name, value }) => text.replace(`{${name}}`, encodeURIComponent(value)), operation.path);
  const query = new URLSearchParams(
    filled.filter(({ place }) => place === "query").map(({ name, value }) => [name, value]),
  );
  /** @type {Record<string, string>} */
  const headers = Object.fromEntries(
    filled.filter(({ place }) => place === "header").map(({ name, value }) => [name, value]),
  );
  headers["Accept"] = accept(operation);
  if (form.token) headers["Authorization"] = `Bearer ${form.token}`;
  const sent = content(document, operation, form, headers);
  return { url: `${path}${query.size > 0 ? `?${query}` : ""}`, method: operation.method, headers, body: sent };
}

/** Streams first; errors as JSON, also where a sentence alone is usual. @param {Operation} operation */
function accept({ node }) {
  const good = Object.entries(node.responses).filter(([status]) => status.startsWith("2"));
  const types = good.flatMap(([, reply]) => Object.keys(reply.content ?? {}));
  const streams = types.filter((type) => type === "text/event-stream");
  return [...new Set([...streams, ...types, "application/problem+json"])].join(", ");
}

/**
 * @param {Node} document
 * @param {Operation} operation
 * @param {Form} form
 * @param {Record<string, string>} headers
 */
function content(document, operation, form, headers) {
  const given = body(document, operation);
  if (!given) return undefined;
  if (given.type !== "multipart/form-data") {
    const text = form.value(BODY, "");
    if (text === "" && !given.required) return undefined;
    headers["Content-Type"] = given.type;
    return text;
  }
  const parts = new FormData();
  /** @type {[string, Node][]} */
  const fields = Object.entries(given.schema.properties);
  for (const [name, schema] of fields) {
    const part = isFile(schema) ? form.file(name) : form.value(BODY, name);
    if (part !== undefined && part !== "") parts.append(name, part);
  }
  return parts;
}
