// A site as its owner would write it, protected by Arcjet's own library; `arcjet.mjs` starts it and visits it:
//
//   node arcjet-site.mjs <the library> <where Arcjet is> <the site's key>
//
// It says on its first line where it is, and answers every visit with what the library decided.

import { createServer } from "node:http";

const [library, baseUrl, key] = process.argv.slice(2);
const { default: arcjet, createRemoteClient, detectBot, fixedWindow, shield, slidingWindow, tokenBucket } =
  await import(library);

const LIVE = { mode: "LIVE" };
const bucket = { ...LIVE, refillRate: 5, interval: 10, capacity: 10 };
const pages = {
  "/plain": [shield(LIVE), detectBot({ ...LIVE, allow: ["CATEGORY:SEARCH_ENGINE"] }), slidingWindow({ ...LIVE, interval: "1h", max: 100 })],
  "/window": [fixedWindow({ ...LIVE, window: "1h", max: 2 })],
  "/sliding": [slidingWindow({ ...LIVE, interval: "1h", max: 2 })],
  "/bucket": [tokenBucket(bucket)],
  "/users": [tokenBucket({ ...bucket, characteristics: ["userId"] })],
  "/shield": [shield(LIVE)],
  "/bots": [detectBot({ ...LIVE, allow: ["CATEGORY:SEARCH_ENGINE"] })],
  "/dry": [detectBot({ mode: "DRY_RUN", allow: [] }), fixedWindow({ mode: "DRY_RUN", window: "1h", max: 0 })],
};

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const client = createRemoteClient({ baseUrl });
const protectors = Object.entries(pages).map(([path, rules]) => [path, arcjet({ key, client, rules, log: quiet })]);
const protector = Object.fromEntries(protectors);

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://site");
  const given = Object.fromEntries(searchParams);
  if (given.requested) given.requested = Number(given.requested);
  const decision = await protector[pathname].protect(request, given);
  const told = {
    id: decision.id,
    conclusion: decision.conclusion,
    allowed: decision.isAllowed(),
    denied: decision.isDenied(),
    reason: decision.reason,
    message: decision.reason.message,
    hosting: decision.ip.isHosting(),
    results: decision.results.map((result) => ({
      state: result.state,
      conclusion: result.conclusion,
      reason: result.reason,
      ttl: result.ttl,
      message: result.reason.message,
    })),
  };
  response.setHeader("content-type", "application/json").end(JSON.stringify(told));
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
