// zod as the practice app is built with it: smaller, and the AI SDK still takes and refuses what it should.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { root } from "../built.mjs";

const web = join(root, "web");
// Beside the source: packages are found from there.
const folder = mkdtempSync(join(web, ".run-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The SDK as the app's settings build it. */
async function sdk() {
  const input = join(web, "test/zod-entry.mjs");
  const output = { entryFileNames: "sdk.mjs" };
  await build({
    configFile: join(web, "app/vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder, rolldownOptions: { input, output, preserveEntrySignatures: "strict" } },
  });
  return import(pathToFileURL(join(folder, "sdk.mjs")).href);
}

/** @type {typeof import("./zod-entry.mjs")} */
const { asSchema, parseJsonEventStream, uiMessageChunkSchema } = await sdk();

/** What the SDK makes of one part of a stream. @param {unknown} part */
async function read(part) {
  const stream = new Blob([`data: ${JSON.stringify(part)}\n\n`]).stream();
  const { value } = await parseJsonEventStream({ stream, schema: uiMessageChunkSchema }).getReader().read();
  return value;
}

const TAKEN = [
  { type: "start", messageId: "1" },
  { type: "text-start", id: "1", providerMetadata: { gemini: { cached: null, parts: [1, "two", { three: true }] } } },
  { type: "text-delta", id: "1", delta: "A question" },
  { type: "text-end", id: "1" },
  { type: "data-rating", data: { rating: 7 } },
  { type: "error", errorText: "The provider is busy." },
  { type: "finish" },
];
for (const part of TAKEN) {
  test(`a part of the kind ${part.type} is taken as it is`, async () => {
    const result = await read(part);
    assert.ok(result?.success, String(result?.success === false && result.error));
    assert.deepEqual(result.value, part);
  });
}

const REFUSED = [
  { type: "text-delta", id: "1" },
  { type: "text-delta", id: "1", delta: 7 },
  { type: "text-start", id: "1", providerMetadata: { gemini: "not by name" } },
  { type: "of-no-kind" },
];
for (const part of REFUSED) {
  test(`what is no part is refused, with words of zod: ${JSON.stringify(part)}`, async () => {
    const result = await read(part);
    assert.ok(result && !result.success);
    assert.equal(result.error.name, "AI_TypeValidationError");
    assert.match(result.error.message, /Invalid input/);
  });
}

test("whoever asks for a JSON Schema of zod's is told what to give instead", async () => {
  await assert.rejects(async () => asSchema(uiMessageChunkSchema).jsonSchema, /give the hook a `jsonSchema` instead/);
});
