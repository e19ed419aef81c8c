// Build of what is committed from the contract. `--check` compares, and writes nothing.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DOCUMENT, REFERENCE, built, root } from "./built.mjs";

/**
 * What lies in the folder of the build and is not built, and what is built and lies there differently.
 * @param {import("./built.mjs").Files} files
 */
function differences(files) {
  const there = existsSync(join(root, REFERENCE))
    ? readdirSync(join(root, REFERENCE)).map((name) => `${REFERENCE}/${name}`)
    : [];
  const left = there.filter((path) => !files.has(path));
  const changed = [...files].filter(([path, content]) => {
    return !existsSync(join(root, path)) || !readFileSync(join(root, path)).equals(Buffer.from(content));
  });
  return { left, changed: changed.map(([path]) => path) };
}

const files = await built(readFileSync(join(root, DOCUMENT), "utf8"));
const { left, changed } = differences(files);
if (process.argv.includes("--check")) {
  for (const path of [...left, ...changed]) console.error(`${path} is not what is built from ${DOCUMENT}`);
  if (left.length + changed.length > 0) {
    console.error(
      "Run `npm run build --workspace web` and commit what it writes; on a conflict build anew, never merge.",
    );
    process.exit(1);
  }
} else {
  for (const path of left) rmSync(join(root, path));
  mkdirSync(join(root, REFERENCE), { recursive: true });
  for (const path of changed) writeFileSync(join(root, path), /** @type {string | Buffer} */ (files.get(path)));
}
for (const [path, content] of files) console.log(`${path}: ${Buffer.byteLength(content)} bytes`);
