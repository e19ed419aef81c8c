// Landing page: what is built of it, and where it leads.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { landing } from "../landing/landing.mjs";

/** Of the page with its style, in bytes as they are sent. */
const BUDGET = 10 * 1024;
const { html, css } = await landing("atkinson-next.12345678.woff2");

test("nothing is left to be filled in", () => {
  assert.doesNotMatch(html, /\{\{/);
  assert.match(html, /href="\/reference\/atkinson-next\.12345678\.woff2"/);
  assert.match(css, /url\(\/reference\/atkinson-next\.12345678\.woff2\)/);
});

test("every link leads into the page, to the app, or to the reference", () => {
  const links = [...html.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href = ""]) => href);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => `#${id}`);
  const known = ["/", "/app", "/app/plan", "/reference", ...ids];
  assert.deepEqual(links.filter((href) => !known.includes(href)), []);
  assert.ok(links.includes("/app") && links.includes("/reference"));
});

test("it says where voice and text go", () => {
  for (const word of ["Gemini", "Clerk", "never a recording", "no cookie"]) assert.ok(html.includes(word), word);
});

test("page and style are small", () => {
  const sent = [html, css].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
  assert.ok(sent <= BUDGET, `${sent} bytes`);
});
