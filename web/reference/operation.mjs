// Operation as HTML: a row that opens into what it takes, what it replies and how to call it.

import { body, follow, nameOf, parameters, security, takesToken } from "./shared/document.mjs";
import { examplesOf } from "./shared/example.mjs";
import { curl } from "./curl.mjs";
import { el } from "./html.mjs";
import { blocks, inline } from "./markdown.mjs";
import { codesOf } from "./problems.mjs";
import { field, fields, typeOf } from "./schema.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */
/** @typedef {import("./shared/document.mjs").Operation} Operation */
/** @typedef {import("./html.mjs").Child} Child */

/**
 * @param {Node} document
 * @param {Operation} operation
 */
export function operationRow(document, operation) {
  const { id, method, path, node } = operation;
  const method_ = el("span", { class: `gut method ${method.toLowerCase()}` }, method);
  const title = el("h3", {}, el("code", {}, breakable(path)), el("span", {}, node.summary));
  return el(
    "details",
    { class: "item", id: `op-${id}`, "data-operation": id },
    el("summary", { class: "row" }, method_, title),
    about(document, operation),
    part("parameters", parameterList(document, operation)),
    part("body", bodyFields(document, operation)),
    part("call", pre(curl(document, operation), `curl for ${id}`)),
    ...replies(document, operation),
  );
}

/** A path may break after each slash. @param {string} path */
function breakable(path) {
  return path.split(/(?<=.\/)/).flatMap((segment, at) => (at === 0 ? [segment] : [el("wbr"), segment]));
}

/**
 * A row of an opened item: its name in the margin, the rest beside it; nothing where there is no rest.
 * @param {Child} name
 * @param {Child} words
 * @param {"h3" | "h4"} heading
 */
export function part(name, words, heading = "h4") {
  return (
    words && el("div", { class: "row rule" }, el(heading, { class: "gut" }, name), el("div", { class: "words" }, words))
  );
}

/** @param {string} text @param {string} label */
export function pre(text, label) {
  return el("pre", { tabindex: 0, role: "group", "aria-label": label }, el("code", {}, text));
}

/** @param {Node} document @param {Operation} operation */
function about(document, operation) {
  const who = security(document, operation);
  const schemes = document.components.securitySchemes;
  const other = who.filter((name) => !takesToken(document, operation) && schemes[name]);
  const sentence = takesToken(document, operation)
    ? who.length > 0 &&
      (operation.node.security ?? []).some((/** @type {Node} */ need) => Object.keys(need).length === 0)
      ? "For everybody; a token shows more."
      : `Send a session token${orKey(operation)}.`
    : other.length > 0
      ? other.map((name) => schemes[name].description ?? name).join(" ")
      : "Open to everybody.";
  return part("about", [
    ...blocks(operation.node.description ?? ""),
    el("p", { class: "small dim" }, el("code", {}, operation.id), " · ", ...inline(sentence)),
  ]);
}

/** What a program may send in its place. @param {Operation} operation */
function orKey(operation) {
  const scopes = (operation.node.security ?? []).flatMap((/** @type {Node} */ need) => need.apiKey ?? []);
  const named = scopes.map((/** @type {string} */ scope) => `\`${scope}\``);
  return named.length > 0 ? `, or an API key with the scope ${named.join(" or ")}` : "; API keys are refused";
}

/** @param {Node} document @param {Operation} operation */
function parameterList(document, operation) {
  const all = parameters(document, operation);
  if (all.length === 0) return undefined;
  const each = all.map(({ name, in: place, schema, required = false, description }) =>
    field(document, { name, schema, required, description, where: place }),
  );
  return el("dl", { class: "fields" }, ...each);
}

/** @param {Node} document @param {Operation} operation */
function bodyFields(document, operation) {
  const given = body(document, operation);
  if (!given) return undefined;
  const { type, media, required, description } = given;
  const name = nameOf(media.schema);
  const title = [el("code", {}, type), name && [": ", ...typeOf(media.schema)], !required && ", may be left out"];
  const examples = examplesOf(document, media).slice(type === "application/json" ? 0 : Infinity);
  return [
    el("p", { class: "type" }, ...title),
    description && el("p", {}, ...inline(description)),
    fields(document, media.schema),
    ...examples.map(({ summary, value }) => example(summary, value)),
  ];
}

/** @param {string} summary @param {any} value */
function example(summary, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return el("details", { class: "example" }, el("summary", {}, summary), pre(text, summary));
}

/**
 * Each good status with its mark in the margin; the problems in one list below.
 * @param {Node} document
 * @param {Operation} operation
 */
function replies(document, { node }) {
  const all = Object.entries(node.responses).map(([status, each]) => ({ status, reply: follow(document, each) }));
  const isProblem = (/** @type {{ status: string }} */ { status }) => Number(status) >= 400;
  const good = all
    .filter((each) => !isProblem(each))
    .map(({ status, reply }) => part(mark(status), goodReply(document, reply)));
  const bad = all.filter(isProblem).map(({ status, reply }) => problem(document, status, reply));
  return [...good, part("problems", bad.length > 0 && el("ul", { class: "problems" }, ...bad))];
}

/** @param {string} status */
function mark(status) {
  return el("span", { class: "mark" }, status);
}

/** @param {Node} document @param {Node} reply */
function goodReply(document, reply) {
  const names = Object.keys(reply.headers ?? {});
  const links = names.map((name) => [" ", el("a", { href: `#header-${name.toLowerCase()}` }, name)]);
  return [
    el("p", {}, ...inline(reply.description)),
    ...Object.entries(reply.content ?? {}).map(([type, media]) => content(document, type, media)),
    names.length > 0 && el("p", { class: "small dim headers" }, "Headers:", ...links),
  ];
}

/** @param {Node} document @param {string} type @param {Node} media */
function content(document, type, media) {
  const event = media.schema?.properties?.data?.contentSchema;
  const inner = event ?? media.schema?.contentSchema;
  const what = inner
    ? [event ? ", each event a " : ", in it ", ...typeOf(inner)]
    : [": ", ...typeOf(media.schema ?? {})];
  const name = nameOf(media.schema ?? {});
  return [
    el("p", { class: "type" }, el("code", {}, type), ...what),
    !name && media.schema?.description && el("p", { class: "small" }, ...inline(media.schema.description)),
    !name && !inner && media.schema?.properties ? fields(document, media.schema) : undefined,
    ...examplesOf(document, media.example || media.examples || !event ? media : {}).map((each) =>
      example(each.summary, event && each.value.data ? `data: ${each.value.data}\n\n` : each.value),
    ),
  ];
}

/** @param {Node} document @param {string} status @param {Node} reply */
function problem(document, status, reply) {
  const codes = codesOf(document, status, reply);
  const links = codes.flatMap((code, at) => [at > 0 && ", ", el("a", { href: `#problem-${code}` }, code)]);
  return el(
    "li",
    {},
    el("b", { class: "num" }, status),
    el("span", {}, ...(links.length > 0 ? links : inline(reply.description))),
  );
}
