// Build of what is committed for the CDN and for clients. `--check` compares, and writes nothing.

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { DOCUMENT, FOLDERS, built, root } from "./built.mjs";

/**
 * What lies in the folder of the build and is not built, and what is built and lies there differently.
 * @param {import("./built.mjs").Files} files
 */
function differences(files) {
  const there = FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap(filesOf);
  const left = there.filter((path) => !files.has(path));
  const changed = [...files].filter(([path, content]) => {
    return !existsSync(join(root, path)) || !readFileSync(join(root, path)).equals(Buffer.from(content));
  });
  return { left, changed: changed.map(([path]) => path) };
}

/** @param {string} folder @returns {string[]} */
function filesOf(folder) {
  const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const absolute = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return absolute.map((path) => relative(root, path));
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
  for (const path of changed) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), /** @type {string | Buffer} */ (files.get(path)));
  }
}
for (const [path, content] of files) console.log(`${path}: ${Buffer.byteLength(content)} bytes`);
