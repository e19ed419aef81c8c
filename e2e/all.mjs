// End-to-end suite: every script once, but for the build, MCP and the real model, most of them in lanes beside each other, for they wait for clocks and
// sockets. What a script says is printed when it has ended.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assertDone, check, e2e, failuresOf, main, root, run, start } from "./lib.mjs";

const LANES = [
  { scripts: ["svix", "clerk", "calendar", "own-data", "arcjet", "voice", "models", "resuming", "lint-workflows", "migrations"] },
  { scripts: ["delivery", "reference", "sample", "schemathesis", "vercel-dev"] },
  { scripts: ["app --silent"] },
];
/** Somebody speaks in it and is listened to, as fast as people speak: it has the machine to itself. */
const ALONE = { scripts: ["app --spoken"] };
/** `ci/check build` takes as long as all others together, and so begins before them; `ci/check model` fetches a model, and `ci/check mcp` is
 * of the nightly run. */
const STEPS_OF_THEIR_OWN = ["mcp", "vercel-build", "real-model"];

await main(async () => {
  await check("every script of this folder has its lane", () => {
    const named = [...LANES, ALONE].flatMap(({ scripts }) => scripts.map(fileOf)).concat(STEPS_OF_THEIR_OWN);
    const forgotten = scripts().filter((script) => !named.includes(script));
    if (forgotten.length > 0) throw new Error(`not in LANES: ${forgotten.join(", ")}`);
  });
  // What more than one script needs, and must not make at the same time.
  assertDone(await run("cargo", ["build", "--quiet", "--package", "darasa-cli", "--no-default-features"], { cwd: root }), "cargo build");
  assertDone(await run(join(root, "ci/python-tools"), []), "ci/python-tools");
  await Promise.all(LANES.map(runLane));
  await runLane(ALONE);
});

async function runLane({ scripts }) {
  for (const script of scripts) {
    await check(script, async () => {
      console.log(`── ${script} begins`);
      const [, ...options] = script.split(" ");
      const program = start(process.execPath, [`${fileOf(script)}.mjs`, ...options], { cwd: e2e, env: process.env });
      const code = await program.ended;
      console.log(`── ${script} said\n${program.output}`);
      if (code !== 0) throw new Error(`ended with ${code}:\n${failuresOf(program.output)}`);
    });
  }
}

function fileOf(script) {
  return script.split(" ")[0];
}

/** What counts claims is a script; the rest of this folder is what scripts share, and tour.mjs, which makes pictures. */
function scripts() {
  const files = readdirSync(e2e).filter((file) => file.endsWith(".mjs") && !["all.mjs", "tour.mjs"].includes(file));
  const runs = (file) => /^await main\(/m.test(readFileSync(join(e2e, file), "utf8"));
  return files.filter(runs).map((file) => file.slice(0, -".mjs".length));
}
