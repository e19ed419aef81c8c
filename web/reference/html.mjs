// HTML writer: elements as functions, with every text escaped. No markup comes from anywhere else.

/** Text that is HTML already. */
export class Html {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @typedef {Html | string | number | undefined | false | readonly any[]} Child Lists are of the same. */
/** @typedef {Record<string, string | number | boolean | undefined>} Attributes */

const VOID = new Set(["link", "meta", "input", "br", "hr", "wbr"]);

/**
 * An element. An attribute that is true stands without a value, one that is false or undefined not at all.
 * @param {string} name
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
export function el(name, attributes = {}, ...children) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== false)
    .map(([key, value]) => (value === true ? ` ${key}` : ` ${key}="${escape(String(value))}"`));
  const open = `<${name}${written.join("")}>`;
  return new Html(VOID.has(name) ? open : `${open}${inner(children)}</${name}>`);
}

/** @param {Child} child @returns {string} */
export function inner(child) {
  if (Array.isArray(child)) return child.map(inner).join("");
  if (child instanceof Html) return child.text;
  return child === undefined || child === false ? "" : escape(String(child));
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
