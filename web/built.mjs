// Build products: the client's types, the reference page and the practice app, as files in memory.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import openapiTS, { astToString } from "openapi-typescript";
import { bundleApp, contentOf } from "./app/bundle.mjs";
import { page } from "./reference/page.mjs";
import { unknownAdvice } from "./reference/problems.mjs";
import { TARGET } from "./target.mjs";
import { STYLE, landing } from "./landing/landing.mjs";

/** @typedef {Map<string, string | Buffer>} Files Contents by path, from the root of the repository. */

const web = dirname(fileURLToPath(import.meta.url));
export const root = dirname(web);
export const DOCUMENT = "public/openapi.json";
export const REFERENCE = "public/reference";
export const APP = "public/app";
/** Of the font: it lies beside it wherever it is served. */
const LICENSE = "LICENSE-atkinson-next.txt";
/** The folders in which everything is built. */
export const FOLDERS = [REFERENCE, APP];
const GENERATED = `// Types of the API, built from ${DOCUMENT} by \`npm run build --workspace web\`; not to be edited.\n\n`;

/** All that is built, from a document. @param {string} text @returns {Promise<Files>} */
export async function built(text) {
  const document = JSON.parse(text);
  const unknown = unknownAdvice(document);
  if (unknown.length > 0)
    throw new Error(`web/reference/advice.mjs speaks of codes that do not exist: ${unknown.join(", ")}`);
  const font = readFileSync(join(web, "look/atkinson-next.woff2"));
  const fontName = `atkinson-next.${createHash("sha256").update(font).digest("hex").slice(0, 8)}.woff2`;
  const license = readFileSync(join(web, "look", LICENSE));
  const start = await landing(fontName);
  /** @type {[string, string | Buffer][]} */
  const files = [
    ["public/index.html", start.html],
    [`public/${STYLE}`, start.css],
    ["web/src/schema.d.ts", GENERATED + astToString(await openapiTS(document, { alphabetize: false }))],
    [`${REFERENCE}/index.html`, page(document, { font: fontName })],
    [`${REFERENCE}/reference.css`, await style(fontName)],
    [`${REFERENCE}/reference.js`, await script()],
    [`${REFERENCE}/${fontName}`, font],
    [`${REFERENCE}/${LICENSE}`, license],
    [`${APP}/assets/${LICENSE}`, license],
  ];
  return new Map([...files, ...(await app())]);
}

/** @returns {Promise<[string, string | Buffer][]>} */
async function app() {
  const parts = await bundleApp();
  return parts.map((part) => [`${APP}/${part.fileName}`, contentOf(part)]);
}

/** @param {string} font */
async function style(font) {
  const parts = ["look/tokens.css", "look/base.css", "reference/reference.css", "reference/try.css"].map((file) =>
    readFileSync(join(web, file), "utf8"),
  );
  const css = parts.join("").replaceAll("atkinson-next.woff2", font);
  return (await transform(css, { loader: "css", minify: true, target: TARGET })).code;
}

async function script() {
  const entry = join(web, "reference/script/main.ts");
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    write: false,
  });
  return /** @type {import("esbuild").OutputFile} */ (outputFiles[0]).text;
}
