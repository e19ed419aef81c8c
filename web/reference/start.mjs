// Start of the reference page: the board, and how to make the first call.

import { el } from "./html.mjs";
import { blocks, inline } from "./markdown.mjs";
import { part, pre } from "./operation.mjs";

/** @typedef {import("./shared/document.mjs").Node} Node */

const LAPTOP =
  "`cargo dev` runs all of it without an account and prints a token; `cargo darasa token` prints one for anybody.";
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

/** @param {Node} document */
export function board({ info, openapi }) {
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
export function start(document) {
  const { info, components } = document;
  const schemes = Object.values(components.securitySchemes).map(({ type, scheme, name, in: place, description }) => {
    const shown =
      type === "http" ? `Authorization: ${scheme[0].toUpperCase()}${scheme.slice(1)} …` : `${place} ${name}`;
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
