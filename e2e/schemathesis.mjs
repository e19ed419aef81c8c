// Schemathesis against `darasa dev` without limits on how often a model may be asked: the contract is kept on both sides.

import { cleanUp, darasa, dev } from "./dev.mjs";
import { assertDone, check, main, root, run } from "./lib.mjs";

await main(async () => {
  const { url } = await dev({ AI_HOURLY_LIMIT: "100000", AI_DAILY_LIMIT: "100000" });
  await check("ci/schemathesis finds nothing", async () => {
    const env = { ...process.env, DARASA_TOKEN: await darasa("token") };
    assertDone(await run("ci/schemathesis", [url], { cwd: root, env }), "ci/schemathesis");
  });
}, cleanUp);
