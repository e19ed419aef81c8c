// Reference page, as it is built: complete, linked, small, the same each time, with nothing that its policy refuses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { DOCUMENT, REFERENCE, built, root } from "../built.mjs";
import { operations } from "../reference/shared/document.mjs";

const KB = 1024;
const HTML = 60 * KB;
const SCRIPT = 25 * KB;
const STYLE = 10 * KB;
const FONT = 16 * KB;

const text = readFileSync(join(root, DOCUMENT), "utf8");
const document = JSON.parse(text);
const files = await built(text);

/** @param {string} name */
function file(name) {
  const content = files.get(`${REFERENCE}/${name}`);
  assert.ok(content !== undefined, `${name} is built`);
  return content.toString();
}

const html = file("index.html");
const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);

/** @param {string} content */
function zipped(content) {
  return gzipSync(content, { level: 9 }).length;
}

test("each operation, schema and problem code has its place", () => {
  const places = [
    ...operations(document).map(({ id }) => `op-${id}`),
    ...Object.keys(document.components.schemas).map((name) => `schema-${name}`),
    ...document["x-problems"].map((/** @type {{ code: string }} */ { code }) => `problem-${code}`),
  ];
  assert.ok(places.length > 50, `${places.length}`);
  assert.deepEqual(
    places.filter((place) => !ids.includes(place)),
    [],
  );
});

test("no id stands twice, and every link within the page leads somewhere", () => {
  assert.deepEqual(
    ids.filter((id, at) => ids.indexOf(id) !== at),
    [],
  );
  const links = [...html.matchAll(/ href="#([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(
    links.filter((id) => !ids.includes(id)),
    [],
  );
});

test("page, script and style stay within their budgets", () => {
  const sizes = { html: zipped(html), script: zipped(file("reference.js")), style: zipped(file("reference.css")) };
  assert.ok(sizes.html <= HTML, `${sizes.html} bytes of HTML`);
  assert.ok(sizes.script <= SCRIPT, `${sizes.script} bytes of script`);
  assert.ok(sizes.style <= STYLE, `${sizes.style} bytes of style`);
  const fonts = [...files].filter(([path]) => path.startsWith(`${REFERENCE}/`) && path.endsWith(".woff2"));
  assert.equal(fonts.length, 1);
  assert.ok(Buffer.byteLength(fonts[0]?.[1] ?? "") <= FONT, "the font");
});

test("nothing in it needs what the policy refuses", () => {
  assert.doesNotMatch(html, /<style|\sstyle=|\son[a-z]+=|javascript:/);
  const scripts = html.match(/<script[^>]*>/g);
  assert.deepEqual(scripts, ['<script type="module" src="/reference/reference.js">']);
  assert.doesNotMatch(
    file("reference.js"),
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/,
  );
});

test("nothing comes from another host", () => {
  const loaded = [...html.matchAll(/<(?:link|script|img)[^>]* (?:href|src)="([^"]*)"/g)].map(
    ([, address]) => address ?? "",
  );
  assert.deepEqual(
    loaded.filter((address) => !address.startsWith("/reference/") && !address.startsWith("data:")),
    [],
  );
  assert.doesNotMatch(file("reference.css"), /url\((?!atkinson-next)/);
});

test("it is the same each time", async () => {
  const again = await built(text);
  assert.deepEqual([...again.keys()], [...files.keys()]);
  for (const [path, content] of again) assert.ok(Buffer.from(content).equals(Buffer.from(files.get(path) ?? "")), path);
});

test("what a description says is text, whatever it looks like", async () => {
  const changed = structuredClone(document);
  const [first] = operations(changed);
  assert.ok(first);
  first.node.description = 'Say <script>alert(1)</script> and "`<b>`" & go <img src=x onerror=y>.';
  const page = (await built(JSON.stringify(changed))).get(`${REFERENCE}/index.html`)?.toString() ?? "";
  assert.ok(page.includes("&lt;script&gt;alert(1)&lt;/script&gt;"));
  assert.ok(page.includes("<code>&lt;b&gt;</code>"));
  assert.ok(!page.includes("<img"));
});

test("a code without advice, and advice without a code, fail the build and are named", async () => {
  const unknown = structuredClone(document);
  unknown["x-problems"].push({ code: "brand-new", status: 409, title: "New", detail: "New." });
  await assert.rejects(built(JSON.stringify(unknown)), /does not say what to do about brand-new/);
  const gone = structuredClone(document);
  gone["x-problems"] = gone["x-problems"].filter((/** @type {{ code: string }} */ { code }) => code !== "stale");
  await assert.rejects(built(JSON.stringify(gone)), /speaks of codes that do not exist: stale/);
});
