// Reference page: one document, readable without a script, from the contract alone.

import { follow, operations } from "./shared/document.mjs";
import { el, inner } from "./html.mjs";
import { blocks, inline } from "./markdown.mjs";
import { operationRow, part, pre } from "./operation.mjs";
import { problemRow } from "./problems.mjs";
import { typeOf, whole } from "./schema.mjs";
import { ICON, SIGN } from "./sign.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */
/** @typedef {import("./shared/document.mjs").Operation} Operation */
/** @typedef {import("./html.mjs").Child} Child */

const LAPTOP =
  "`cargo dev` runs all of it without an account and prints a token; `cargo darasa token` prints another, for whom you like.";
const TERMINAL = `export URL=http://127.0.0.1:3000 TOKEN=$(cargo darasa token)
curl -H "Authorization: Bearer $TOKEN" $URL/api/users/me`;
const TYPED =
  "`openapi-typescript` makes types of the file, `openapi-fetch` calls with them: what does not fit does not compile.";
const CLIENT = `import createClient from "openapi-fetch";
import type { paths } from "./schema";

const api = createClient<paths>({ baseUrl: location.origin });
const { data, error } = await api.GET("/api/job-infos", {
  headers: { authorization: \`Bearer \${token}\` },
});`;

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
    el("meta", { name: "description", content: `Every operation, schema and problem code of the API of ${document.info.title}.` }),
    el("meta", { name: "color-scheme", content: "light dark" }),
    el("link", { rel: "icon", href: ICON, type: "image/svg+xml" }),
    el("link", { rel: "preload", href: `/reference/${font}`, as: "font", type: "font/woff2", crossorigin: true }),
    el("link", { rel: "stylesheet", href: "/reference/reference.css" }),
    el("script", { type: "module", src: "/reference/reference.js" }),
  );
}

/** @param {string} name */
function slug(name) {
  return name.toLowerCase().normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/[^a-z0-9]+/g, "-");
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
      el("input", { class: "in", id: "search", type: "search", placeholder: "Search", autocomplete: "off", spellcheck: "false" }),
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
      section(`tag-${slug(name)}`, name, description, all.filter(({ tag }) => tag === name).map((each) => operationRow(document, each))),
    ),
    section(
      "problems",
      "Problem codes",
      "Programs compare `code`; `type` leads to its row here. The sentence may name a value of its own.",
      document["x-problems"].map(problemRow),
    ),
    section("headers", "Headers of replies", "Names are written in any case.", headerRows(document)),
    section("schemas", "Schemas", "JSON Schema 2020-12, as in [openapi.json](/openapi.json).", schemaRows(document)),
    el("footer", {}, el("p", { class: "small dim" }, "Built from ", el("a", { href: "/openapi.json" }, "openapi.json"), ".")),
  ];
}

/** @param {Node} document */
function board({ info, openapi }) {
  return el(
    "div",
    { class: "board" },
    el("p", { class: "over" }, `API reference · ${info.title} ${info.version} · OpenAPI ${openapi}`),
    el("h1", { class: "say" }, "Everything that the app does, a program can do: save a job, be asked, be marked."),
    el(
      "div",
      { class: "acts" },
      el("a", { class: "btn go", href: "#start" }, "Make the first call"),
      el("a", { class: "btn", href: "/openapi.json", download: true }, "Download openapi.json"),
    ),
  );
}

/** @param {Node} document */
function start(document) {
  const { info, components } = document;
  const schemes = Object.values(components.securitySchemes).map(({ type, scheme, name, in: place, description }) => {
    const shown = type === "http" ? `Authorization: ${scheme[0].toUpperCase()}${scheme.slice(1)} …` : `${place} ${name}`;
    return el("div", {}, el("dt", {}, el("code", {}, shown)), el("dd", {}, el("p", {}, ...inline(description ?? ""))));
  });
  return el(
    "section",
    { id: "start", "aria-labelledby": "start-title" },
    el("h2", { id: "start-title" }, "Start here"),
    el(
      "div",
      { class: "leaf" },
      part("the rules", blocks(info.description), "h3"),
      part("who calls", el("dl", { class: "fields" }, ...schemes), "h3"),
      part("on a laptop", [el("p", {}, ...inline(LAPTOP)), pre(TERMINAL, "Two lines for a terminal")], "h3"),
      part("typed", [el("p", {}, ...inline(TYPED)), pre(CLIENT, "A typed client")], "h3"),
    ),
  );
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

/** Each header once, by the name under which replies have it. @param {Node} document */
function headerRows(document) {
  const replies = operations(document).flatMap(({ node }) => Object.values(node.responses));
  const all = new Map(replies.flatMap((reply) => Object.entries(follow(document, reply).headers ?? {})));
  const names = [...all.keys()].sort();
  return names.map((name) => {
    const { schema = {}, description = "" } = follow(document, /** @type {Node} */ (all.get(name)));
    const facts = el("p", { class: "type" }, ...typeOf(schema));
    const words = el("div", { class: "words" }, el("h3", {}, el("code", {}, name)), el("p", {}, ...inline(description)), facts);
    return el("div", { class: "item row", id: `header-${name.toLowerCase()}` }, el("span", { class: "gut" }), words);
  });
}

/** @param {Node} document */
function schemaRows(document) {
  return Object.entries(document.components.schemas).map(([name, schema]) => {
    const kind = schema.enum ? "words" : schema.properties ? "object" : (schema.oneOf ?? schema.anyOf) ? "one of" : schema.type;
    const title = el("h3", {}, el("code", {}, name), schema.description && el("span", {}, ...inline(firstSentence(schema.description))));
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
