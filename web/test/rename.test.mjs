// Contract of the typed client: a field that gets another name in the document no longer compiles in what uses it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import openapiTS, { astToString } from "openapi-typescript";
import { DOCUMENT, root } from "../built.mjs";

const web = join(root, "web");
const text = readFileSync(join(root, DOCUMENT), "utf8");
// Beside the source: packages are found from there.
const folder = mkdtempSync(join(web, ".run-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** What tsc says about client and sample, with the types of this document. @param {any} document */
async function compiled(document) {
  for (const part of ["src", "sample"]) cpSync(join(web, part), join(folder, part), { recursive: true });
  writeFileSync(join(folder, "src/schema.d.ts"), astToString(await openapiTS(document)));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../tsconfig.json", include: ["src", "sample"] }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "--project", folder], { encoding: "utf8" }).stdout;
}

/** @param {string} schema @param {string} from @param {string} to */
function renamed(schema, from, to) {
  const document = JSON.parse(text);
  const { properties, required = [] } = document.components.schemas[schema];
  properties[to] = properties[from];
  delete properties[from];
  document.components.schemas[schema].required = required.map((/** @type {string} */ name) =>
    name === from ? to : name,
  );
  return document;
}

test("the document as it is compiles", async () => {
  assert.equal(await compiled(JSON.parse(text)), "");
});

for (const [schema, field] of /** @type {const} */ ([
  ["NewJobInfo", "experienceLevel"],
  ["JobInfo", "title"],
  ["Problem", "detail"],
])) {
  test(`${field} of ${schema} under another name does not compile, and tsc says where`, async () => {
    const said = await compiled(renamed(schema, field, "another"));
    assert.match(said, new RegExp(`error TS\\d+: .*${field}`), said);
  });
}
