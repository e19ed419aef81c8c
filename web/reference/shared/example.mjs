// Example of a value: the document's own, else one made from the schema. For the build and the page's script.

import { follow } from "./document.mjs";

/** @typedef {import("./document.mjs").Node} Node */

const DEEPEST = 6;
/** @type {Record<string, string>} */
const OF_FORMAT = {
  uuid: "3f0d2c1e-8a4b-4b7e-9c55-0c9b5f1a2d34",
  "date-time": "2026-11-27T09:30:00.000Z",
  uri: "https://example.com/",
  "uri-reference": "/",
  email: "ada@example.com",
};

/**
 * The examples of a media type or a parameter, by name; at least one, unless nothing can be said.
 * @param {Node} document
 * @param {Node} holder
 * @returns {{ summary: string, value: any }[]}
 */
export function examplesOf(document, holder) {
  if (holder.examples && !Array.isArray(holder.examples)) {
    return Object.entries(holder.examples).map(([name, each]) => {
      const { summary = name, value } = follow(document, each);
      return { summary, value };
    });
  }
  if (holder.example !== undefined) return [{ summary: "Example", value: holder.example }];
  const value = holder.schema && made(document, holder.schema);
  return value === undefined ? [] : [{ summary: "Example", value }];
}

/**
 * A value that fits a schema; undefined for what nothing is known of, such as a file.
 * @param {Node} document
 * @param {Node} reference
 * @param {number} depth
 * @returns {any}
 */
export function made(document, reference, depth = 0) {
  const schema = follow(document, reference);
  const given = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.enum?.[0] ?? schema.default;
  if (given !== undefined) return given;
  if (depth > DEEPEST) return null;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return made(document, choices[0], depth + 1);
  if (schema.allOf)
    return Object.assign({}, ...schema.allOf.map((/** @type {Node} */ each) => made(document, each, depth)));
  return ofType(document, schema, depth);
}

/**
 * @param {Node} document
 * @param {Node} schema
 * @param {number} depth
 */
function ofType(document, schema, depth) {
  switch ([schema.type].flat().find((type) => type !== "null")) {
    case "object":
      return object(document, schema, depth);
    case "array":
      return schema.items ? [made(document, schema.items, depth + 1)] : [];
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "string":
      return isFile(schema) ? undefined : (OF_FORMAT[schema.format] ?? "…");
    default:
      return undefined;
  }
}

/**
 * Whether a string is a file's bytes: `format: binary`, or in the words of JSON Schema a media type and no text of it.
 * @param {Node} schema
 */
export function isFile(schema) {
  const type = schema.contentMediaType;
  return (
    schema.format === "binary" || (type !== undefined && schema.contentSchema === undefined && !/json|text/.test(type))
  );
}

/**
 * @param {Node} document
 * @param {Node} schema
 * @param {number} depth
 */
function object(document, schema, depth) {
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    name,
    made(document, field, depth + 1),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}
