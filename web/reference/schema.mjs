// JSON Schema as HTML: the type of a value in one line, and the fields of an object as a list.

import { follow, nameOf } from "./shared/document.mjs";
import { isFile } from "./shared/example.mjs";
import { el } from "./html.mjs";
import { inline } from "./markdown.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */
/** @typedef {import("./html.mjs").Child} Child */

/** What the formats of JSON Schema mean to somebody who reads. @type {Record<string, string>} */
const FORMATS = {
  uuid: "UUID",
  "date-time": "RFC 3339, UTC",
  "uri-reference": "address",
  uri: "address",
  email: "e-mail",
};
const number = new Intl.NumberFormat("en");

/**
 * The type of a value: `string or null`, `list of JobInfo`, or the values it may have.
 * @param {Node} schema
 * @returns {Child[]}
 */
export function typeOf(schema) {
  const name = nameOf(schema);
  if (name) return [el("a", { href: `#schema-${name}` }, name)];
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return joined(choices.map(typeOf), " or ");
  if (schema.allOf) return joined(schema.allOf.map(typeOf), " and ");
  if (schema.const !== undefined) return [value(schema.const)];
  if (schema.enum)
    return joined(
      schema.enum.map((/** @type {any} */ each) => [value(each)]),
      " or ",
    );
  if (isFile(schema)) return ["file"];
  const types = [schema.type ?? "any value"].flat();
  return joined(
    types.map((type) => (type === "array" && schema.items ? listOf(schema.items) : [type])),
    " or ",
  );
}

/** @param {Node} items @returns {Child[]} */
function listOf(items) {
  const words = typeOf(items);
  return ["list of ", ...(words.length === 1 && words[0] === items.type ? [`${items.type}s`] : words)];
}

/** @param {any} given */
function value(given) {
  return given === null ? "null" : el("code", {}, typeof given === "string" ? given : JSON.stringify(given));
}

/** @param {Child[][]} parts @param {string} word @returns {Child[]} */
function joined(parts, word) {
  return parts.flatMap((part, at) => (at === 0 ? part : [word, ...part]));
}

/**
 * What a value has to be besides its type.
 * @param {Node} schema
 * @returns {string[]}
 */
export function limits(schema) {
  const said = [];
  const { minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  if (schema.format && FORMATS[schema.format]) said.push(/** @type {string} */ (FORMATS[schema.format]));
  said.push(
    ...range(minLength, maxLength, "characters"),
    ...range(minimum, maximum, ""),
    ...range(minItems, maxItems, "items"),
  );
  if (schema.default !== undefined && schema.default !== null)
    said.push(`${JSON.stringify(schema.default)} if left out`);
  return said;
}

/**
 * @param {number | undefined} least
 * @param {number | undefined} most
 * @param {string} unit
 */
function range(least, most, unit) {
  const one = (/** @type {number} */ each) => number.format(each);
  const of = unit && ` ${unit}`;
  if (least !== undefined && most !== undefined) return [`${one(least)} to ${one(most)}${of}`];
  if (most !== undefined) return [`at most ${one(most)}${of}`];
  return least ? [`at least ${one(least)}${of}`] : [];
}

/**
 * One named value: a parameter, a header or a field.
 * @param {Node} document
 * @param {{ name: string, schema: Node, required: boolean, description: string | undefined, where?: string }} of
 * @returns {Child}
 */
export function field(document, { name, schema, required, description, where }) {
  const facts = [joined([[...typeOf(schema)], ...limits(schema).map((limit) => [limit])], ", ")];
  const words = description ?? (nameOf(schema) ? undefined : schema.description);
  return el(
    "div",
    {},
    el("dt", {}, el("code", {}, name), where && el("span", {}, where), required && el("b", {}, "required")),
    el(
      "dd",
      {},
      el("p", { class: "type" }, ...facts),
      words && el("p", {}, ...inline(words)),
      nested(document, schema),
    ),
  );
}

/**
 * The fields of an object that has no name of its own, or of a list of such.
 * @param {Node} document
 * @param {Node} schema
 * @returns {Child}
 */
function nested(document, schema) {
  const inner = schema.items ?? schema;
  return nameOf(inner) || !inner.properties ? undefined : fields(document, inner);
}

/**
 * The fields of an object.
 * @param {Node} document
 * @param {Node} reference
 * @returns {Child}
 */
export function fields(document, reference) {
  const { properties = {}, required = [] } = follow(document, reference);
  const each = Object.entries(properties).map(([name, schema]) =>
    field(document, { name, schema, required: required.includes(name), description: schema.description }),
  );
  return el("dl", { class: "fields" }, ...each);
}

/**
 * All there is to say about a schema: its sentence, then its fields, choices or type.
 * @param {Node} document
 * @param {Node} schema
 * @returns {Child[]}
 */
export function whole(document, schema) {
  const about = schema.description && el("p", {}, ...inline(schema.description));
  const choices = schema.oneOf ?? schema.anyOf;
  if (schema.properties) return [about, fields(document, schema)];
  if (choices?.some((/** @type {Node} */ each) => each.properties)) return [about, ...variants(document, choices)];
  return [
    about,
    el("p", { class: "type" }, ...joined([typeOf(schema), ...limits(schema).map((limit) => [limit])], ", ")),
  ];
}

/**
 * One of several objects, each told by the field whose value is fixed.
 * @param {Node} document
 * @param {Node[]} choices
 */
function variants(document, choices) {
  const each = choices.map((choice) => el("li", {}, ...whole(document, choice)));
  return [el("p", { class: "type" }, "one of"), el("ol", { class: "variants" }, ...each)];
}
