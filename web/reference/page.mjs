// Reference page: one document, readable without a script, from the contract alone.

import { operations } from "./shared/document.mjs";
import { el, inner } from "./html.mjs";
import { headerRows, schemaRows } from "./components.mjs";
import { inline } from "./markdown.mjs";
import { operationRow } from "./operation.mjs";
import { problemRow } from "./problems.mjs";
import { ICON, SIGN } from "./sign.mjs";
import { board, start } from "./start.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */
/** @typedef {import("./shared/document.mjs").Operation} Operation */
/** @typedef {import("./html.mjs").Child} Child */

/**
 * @param {Node} document
 * @param {{ font: string }} files
 */
export function page(document, { font }) {
  const all = operations(document);
  const body = el(
    "body",
    {},
    el("a", { class: "skip", href: "#main" }, "Skip to content"),
    side(document, all),
    el("main", { id: "main", tabindex: -1 }, ...content(document, all)),
  );
  return `<!doctype html>\n${inner(el("html", { lang: "en" }, head(document, font), body))}\n`;
}

/** @param {Node} document @param {string} font */
function head(document, font) {
  return el(
    "head",
    {},
    el("meta", { charset: "utf-8" }),
    el("meta", { name: "viewport", content: "width=device-width, initial-scale=1, viewport-fit=cover" }),
    el("title", {}, `${document.info.title} · API reference`),
    el("meta", {
      name: "description",
      content: `Every operation, schema and problem code of the API of ${document.info.title}.`,
    }),
    el("meta", { name: "color-scheme", content: "light dark" }),
    el("link", { rel: "icon", href: ICON, type: "image/svg+xml" }),
    el("link", { rel: "preload", href: `/reference/${font}`, as: "font", type: "font/woff2", crossorigin: true }),
    el("link", { rel: "stylesheet", href: "/reference/reference.css" }),
    el("script", { type: "module", src: "/reference/reference.js" }),
  );
}

/** @param {string} name */
function slug(name) {
  return name
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/g, "-");
}

/** @param {Node} document @param {Operation[]} all */
function side(document, all) {
  const link = (/** @type {string} */ href, /** @type {Child} */ words) => el("a", { href }, words);
  const tags = document.tags.map((/** @type {Node} */ { name }) => {
    const own = all.filter(({ tag }) => tag === name);
    const links = own.map(({ id, node }) => el("li", {}, link(`#op-${id}`, node.summary)));
    return el("li", {}, link(`#tag-${slug(name)}`, name), el("ul", {}, ...links));
  });
  return el(
    "header",
    {},
    el("a", { class: "brand", href: "/" }, SIGN, el("span", {}, document.info.title)),
    el(
      "form",
      { class: "search", role: "search", hidden: true },
      el("label", { class: "vh", for: "search" }, "Search operations, schemas and codes"),
      el("input", {
        class: "in",
        id: "search",
        type: "search",
        placeholder: "Search",
        autocomplete: "off",
        spellcheck: "false",
      }),
      el("kbd", { "aria-hidden": "true" }, "/"),
      el("p", { class: "found tiny dim", role: "status" }),
    ),
    el(
      "nav",
      { "aria-label": "Contents", tabindex: 0 },
      el(
        "ul",
        {},
        el("li", {}, link("#start", "Start here")),
        ...tags,
        el("li", {}, link("#problems", "Problem codes")),
        el("li", {}, link("#headers", "Headers")),
        el("li", {}, link("#schemas", "Schemas")),
      ),
    ),
  );
}

/** @param {Node} document @param {Operation[]} all @returns {Child[]} */
function content(document, all) {
  return [
    board(document),
    start(document),
    el("p", { class: "none note", hidden: true }, "Nothing here is called that. Escape clears the search."),
    ...document.tags.map((/** @type {Node} */ { name, description }) =>
      section(
        `tag-${slug(name)}`,
        name,
        description,
        all.filter(({ tag }) => tag === name).map((each) => operationRow(document, each)),
      ),
    ),
    section(
      "problems",
      "Problem codes",
      "Programs compare `code`; `type` leads to its row here. The sentence may name a value of its own.",
      document["x-problems"].map(problemRow),
    ),
    section("headers", "Headers of replies", "Names are written in any case.", headerRows(document)),
    section("schemas", "Schemas", "JSON Schema 2020-12, as in [openapi.json](/openapi.json).", schemaRows(document)),
    el(
      "footer",
      {},
      el("p", { class: "small dim" }, "Built from ", el("a", { href: "/openapi.json" }, "openapi.json"), "."),
    ),
  ];
}

/** @param {string} id @param {string} title @param {string | undefined} description @param {Child[]} rows */
function section(id, title, description, rows) {
  return el(
    "section",
    { id, "aria-labelledby": `${id}-title` },
    el("h2", { id: `${id}-title` }, title),
    description && el("p", { class: "dim" }, ...inline(description)),
    el("div", { class: "leaf" }, ...rows),
  );
}
