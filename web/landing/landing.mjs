// Landing page: one document without a script, and its style; both are built from this folder.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { inner } from "../reference/html.mjs";
import { ICON, SIGN } from "../reference/sign.mjs";
import { TARGET } from "../target.mjs";

const here = import.meta.dirname;
/** Not `index.css`: `vercel dev` would answer `/` with it. */
export const STYLE = "landing.css";

/** The font is the reference's: one file for both, which is cached for a year. @param {string} font */
export async function landing(font) {
  const address = `/reference/${font}`;
  /** @type {Record<string, string>} */
  const values = { font: address, icon: ICON, sign: inner(SIGN), style: `/${STYLE}` };
  const html = readFileSync(join(here, "index.html"), "utf8").replaceAll(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`web/landing/index.html has an unknown {{${name}}}`);
    return value;
  });
  return { html, css: await style(address) };
}

/** @param {string} font */
async function style(font) {
  const { outputFiles } = await build({
    entryPoints: [join(here, "landing.css")],
    bundle: true,
    minify: true,
    external: ["*.woff2"],
    target: TARGET,
    charset: "utf8",
    write: false,
  });
  const [{ text }] = /** @type {[import("esbuild").OutputFile]} */ (outputFiles);
  return text.replaceAll("atkinson-next.woff2", font);
}
