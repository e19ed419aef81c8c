// Budgets of the practice app: what a phone has to load before each screen can be used; counted, not timed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { bundleApp, contentOf } from "../app/bundle.mjs";

const KB = 1024;
/**
 * `all` is what nobody loads at once: every screen with all of its states; the others are what somebody waits for.
 * It was 160 before there were the review queue, the settings, the plan to a date, and streams that go on.
 */
const BUDGETS = { first: 45, stream: 85, voice: 15, all: 180, style: 10, font: 16 };
const STREAM_SCREENS = ["Question", "Resume", "Written"];
const VOICE_SCREENS = ["Lobby", "Spoken"];

const parts = await bundleApp();
const chunks = new Map(parts.flatMap((part) => (part.type === "chunk" ? [[part.fileName, part]] : [])));
const page = parts.find(({ fileName }) => fileName === "index.html");
assert.ok(page);
const html = contentOf(page).toString();
const entry = /<script [^>]*src="\/app\/([^"]+)"/.exec(html)?.[1] ?? "";
assert.ok(chunks.has(entry), "index.html loads no script");
const first = closure(entry);

/** What is loaded with a chunk: itself and all that it imports. @param {string} name */
function closure(name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const imported of chunks.get(name)?.imports ?? []) closure(imported, found);
  }
  return found;
}

/** @param {string} screen */
function chunkOf(screen) {
  const chunk = [...chunks.values()].find(({ isDynamicEntry, name }) => isDynamicEntry && name === screen);
  assert.ok(chunk, `no chunk of its own for ${screen}`);
  return chunk.fileName;
}

/** What a screen loads when the first one is there. @param {string} screen */
const onTop = (screen) => [...closure(chunkOf(screen))].filter((name) => !first.has(name));

/** @param {import("../app/bundle.mjs").Part} part */
const gzipped = (part) => gzipSync(contentOf(part), { level: 9 }).length;

/** Bytes of chunks as they are sent. @param {Iterable<string>} names */
function size(names) {
  const loaded = [...names].flatMap((name) => chunks.get(name) ?? []);
  return loaded.reduce((sum, chunk) => sum + gzipped(chunk), 0);
}

/** @param {string} what @param {number} bytes @param {number} budget in KB */
function within(what, bytes, budget) {
  const kb = (bytes / KB).toFixed(1);
  console.log(`${what}: ${kb} of ${budget} KB`);
  assert.ok(bytes <= budget * KB, `${what}: ${kb} KB, and ${budget} are allowed`);
}

test("the first screen is usable after little JavaScript", () => {
  within("first screen", size(first), BUDGETS.first);
});

for (const screen of STREAM_SCREENS) {
  test(`the AI SDK and ${screen} come on top of it, and no more`, () => {
    within(screen, size(onTop(screen)), BUDGETS.stream);
  });
}

for (const screen of VOICE_SCREENS) {
  test(`a spoken interview needs little of its own, its worklet too: ${screen}`, () => {
    const worklet = parts.find(({ fileName }) => fileName.includes(".worklet"));
    assert.ok(worklet);
    within(screen, size(onTop(screen)) + gzipped(worklet), BUDGETS.voice);
  });
}

test("all JavaScript together, worklet too, is bounded", () => {
  const scripts = parts.filter(({ fileName }) => fileName.endsWith(".js"));
  within("all JavaScript", scripts.reduce((sum, part) => sum + gzipped(part), 0), BUDGETS.all);
});

test("style is small, and there is one font", () => {
  const styles = parts.filter(({ fileName }) => fileName.endsWith(".css"));
  within("style", styles.reduce((sum, part) => sum + gzipped(part), 0), BUDGETS.style);
  const fonts = parts.filter(({ fileName }) => fileName.endsWith(".woff2"));
  assert.equal(fonts.length, 1);
  within("font", fonts.reduce((sum, part) => sum + contentOf(part).length, 0), BUDGETS.font);
});

test("the page names no file of another host", () => {
  const named = html.matchAll(/(?:src|href)="([^"]+)"/g);
  for (const [, address] of named) assert.match(String(address), /^\/(?!\/)/);
});
