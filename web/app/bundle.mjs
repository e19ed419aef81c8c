// Bundle of the practice app: what Vite makes of it, in memory, for the build and for the budgets.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

/** @typedef {import("vite").Rolldown.OutputChunk | import("vite").Rolldown.OutputAsset} Part */

const app = dirname(fileURLToPath(import.meta.url));

/** @returns {Promise<Part[]>} */
export async function bundleApp() {
  const configFile = join(app, "vite.config.ts");
  const done = await build({ configFile, logLevel: "warn", build: { write: false } });
  if (!("output" in done)) throw new Error("Vite built more than one bundle, or none");
  return done.output;
}

/** @param {Part} part */
export function contentOf(part) {
  const content = part.type === "chunk" ? part.code : part.source;
  return typeof content === "string" ? content : Buffer.from(content);
}
