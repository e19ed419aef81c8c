// Sample program of the typed client against `darasa dev`: what web/sample/prepare.ts says it did, it did.

import assert from "node:assert/strict";
import { join } from "node:path";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { check, main, root, run } from "./lib.mjs";

await main(async () => {
  const { url } = await dev();
  const token = await darasa("token");
  const sample = (...args) =>
    run(process.execPath, ["run.mjs", "sample/prepare.ts", ...args], { cwd: join(root, "web") });

  await check("a sitting from a job's ad to a marked answer", async () => {
    const { code, output } = await sample(url, token);
    assert.equal(code, 0, output);
    const said = [
      /^saved: Nanga Freight, once$/,
      /^renamed: Platform engineer$/,
      /^kept: It was changed since you read it/,
      /^asked: ./,
      /^marked: \d+ of 10$/,
      /^listed: 1 jobs$/,
      /^refused: #\/name must not be blank$/,
      /^deleted: /,
    ];
    const lines = output.trim().split("\n");
    assert.equal(lines.length, said.length, output);
    for (const [at, line] of lines.entries()) assert.match(line, said[at]);
  });
  await check("a token that is none is a problem with its sentence", async () => {
    const { code, output } = await sample(url, "nobody");
    assert.notEqual(code, 0);
    assert.match(output, /ApiError: You are not logged in/);
  });
  await check("without an address it says how it is called", async () => {
    const { code, output } = await sample();
    assert.equal(code, 2);
    assert.match(output, /^usage: npm run sample/);
  });
}, cleanUp);
