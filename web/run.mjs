// TypeScript program, run by Node: `node run.mjs sample/prepare.ts …`. Node 20 does not read TypeScript by itself.

import { mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const [, , program, ...rest] = process.argv;
if (!program) throw new Error("usage: node run.mjs <program.ts> [argument]...");
// Beside the source: its packages are found from there.
const folder = mkdtempSync(join(fileURLToPath(new URL(".", import.meta.url)), ".run-"));
const outfile = join(folder, "program.mjs");
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
await build({
  entryPoints: [program],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  sourcemap: "inline",
});
process.argv = [process.argv[0] ?? "node", resolve(program), ...rest];
await import(pathToFileURL(outfile).href);
