// Schemathesis against a `darasa dev` whose models may be asked as often as one likes: both sides keep the contract.

import { cleanUp, darasa, dev } from "./dev.mjs";
import { assertDone, check, main, root, run } from "./lib.mjs";

await main(async () => {
  const { url } = await dev({ AI_HOURLY_LIMIT: "100000", AI_DAILY_LIMIT: "100000" });
  await check("ci/schemathesis finds nothing", async () => {
    const env = { ...process.env, DARASA_TOKEN: await darasa("token") };
    assertDone(await run("ci/schemathesis", [url], { cwd: root, env }), "ci/schemathesis");
  });
}, cleanUp);
