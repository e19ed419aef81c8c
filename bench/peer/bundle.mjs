#!/usr/bin/env node
// Bundles of the peers, for bench/cold-start.sh: one file each, and beside it what V8 makes of it when it is compiled.

import { build } from "esbuild";

const folder = import.meta.dirname;

await build({
  absWorkingDir: folder,
  entryPoints: ["usual.mjs", "tuned.mjs"],
  outdir: "bundled",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["pg-native"],
  define: { "import.meta.dirname": JSON.stringify(folder) },
  logLevel: "warning",
});
