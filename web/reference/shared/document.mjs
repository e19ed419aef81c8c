// OpenAPI document: references followed, operations in the order of their tags. For the build and the page's script.

/** @typedef {Record<string, any>} Node A node of the document, as JSON. */
/** @typedef {{ id: string, method: string, path: string, tag: string, node: Node }} Operation */

const METHODS = ["get", "post", "put", "patch", "delete"];

/**
 * What a reference leads to, or the node itself.
 * @param {Node} document
 * @param {Node} node
 * @returns {Node}
 */
export function follow(document, node) {
  if (typeof node.$ref !== "string") return node;
  const steps = node.$ref
    .replace(/^#\//, "")
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const found = steps.reduce((at, step) => at?.[step], document);
  if (found === undefined) throw new Error(`${node.$ref} leads nowhere in the document`);
  return follow(document, found);
}

/**
 * The last part of a reference: the name of a component.
 * @param {Node} node
 * @returns {string | undefined}
 */
export function nameOf(node) {
  return typeof node.$ref === "string" ? node.$ref.split("/").at(-1) : undefined;
}

/**
 * All operations, tag by tag.
 * @param {Node} document
 * @returns {Operation[]}
 */
export function operations(document) {
  const all = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const node = item[method];
      return { id: node.operationId, method: method.toUpperCase(), path, tag: node.tags[0], node };
    }),
  );
  const order = document.tags.map((/** @type {Node} */ tag) => tag.name);
  const lost = all.find(({ tag }) => !order.includes(tag));
  if (lost) throw new Error(`${lost.id} has a tag that the document does not describe: ${lost.tag}`);
  return order.flatMap((/** @type {string} */ name) => all.filter(({ tag }) => tag === name));
}

/**
 * The parameters of an operation, none of them a reference.
 * @param {Node} document
 * @param {Operation} operation
 * @returns {Node[]}
 */
export function parameters(document, { path, node }) {
  const shared = document.paths[path].parameters ?? [];
  return [...shared, ...(node.parameters ?? [])].map((each) => follow(document, each));
}

/**
 * What an operation takes as its body: its media type and what the document says of it.
 * @param {Node} document
 * @param {Operation} operation
 * @returns {{ type: string, media: Node, schema: Node, required: boolean, description: string } | undefined}
 */
export function body(document, { node }) {
  if (!node.requestBody) return undefined;
  const { content, required = false, description = "" } = follow(document, node.requestBody);
  const [type, media] = /** @type {[string, Node]} */ (Object.entries(content)[0]);
  return { type, media, schema: follow(document, media.schema ?? {}), required, description };
}

/**
 * Who may call: the names of the security schemes, any of which will do; none for what is open to everybody.
 * @param {Node} document
 * @param {Operation} operation
 * @returns {string[]}
 */
export function security(document, { node }) {
  /** @type {Node[]} */
  const needs = node.security ?? document.security ?? [];
  return needs.flatMap((need) => Object.keys(need));
}

/**
 * Whether a session token opens it.
 * @param {Node} document
 * @param {Operation} operation
 */
export function takesToken(document, operation) {
  const schemes = document.components.securitySchemes;
  return security(document, operation).some((name) => schemes[name].type === "http");
}
