// `vercel dev` over the services of `darasa dev --services-only`: every route as a client meets it on the platform, through
// the CLI's own router, with one process a request.

import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assertDone, check, copyRepository, freePort, main, root, run, said, start, stop, target, vercel, vercelJson } from "./lib.mjs";

const MINUTE = 60;
const CHUNKS = 5;
const LARGE = 6_000_000;

/** Not linked to a project: in a linked folder the CLI would ask Vercel for its settings. */
const copy = realpathSync(mkdtempSync(join(tmpdir(), "darasa-vercel-dev-")));
/** Beside it, for the CLI watches every file of the folder. */
const config = mkdtempSync(join(tmpdir(), "darasa-vercel-config-"));
const env = join(copy, ".env");
const FEATURES = "5_questions,unlimited_interviews,unlimited_resume_analysis";
const driven = new Set();
let url;
let token;
let database;

await main(script, () => {
  for (const folder of [copy, config]) rmSync(folder, { recursive: true, force: true });
  // What Postgres keeps for a clone lies outside of it.
  if (database) rmSync(dirname(database), { recursive: true, force: true });
});

async function script() {
  // All at once, where the CLI would build each binary at its first request.
  // The CLI asks cargo about the packages of all platforms, and offline.
  assertDone(await run("cargo", ["fetch", "--quiet", "--locked"], { cwd: root }), "cargo fetch");
  console.log("building all functions and the darasa command");
  assertDone(await run("cargo", ["build", "--quiet", "--workspace", "--bins", "--locked"], { cwd: root }), "cargo build");
  await copyRepository(copy);
  const darasa = join(target, "debug", "darasa");

  // What a newcomer has: every variable without a value. The block must win over that.
  copyFileSync(join(copy, ".env.example"), env);
  const services = start(darasa, ["dev", "--services-only"], { cwd: copy });
  await said(services, "Now start `vercel dev`", MINUTE);
  database = services.output.match(/kept in (.+)/)?.[1];
  const minted = await run(darasa, ["token", "--features", FEATURES], { cwd: copy });
  assertDone(minted, "darasa token");
  token = minted.stdout.trim();

  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  const dev = start(...vercel(["dev", "--local", "--yes", "--listen", `127.0.0.1:${port}`, ...(process.env.SHOW_OUTPUT ? ["--debug"] : [])], {
    config,
    cwd: copy,
    env: { CARGO_TARGET_DIR: target, CARGO_NET_OFFLINE: "true" },
  }));
  await said(dev, "Ready!", MINUTE);
  console.log(`vercel dev answers at ${url}`);

  await staticFiles();
  await openRoutes();
  await strangers();
  await jobs();
  await ai();
  await ownData();
  await check("every route of README.md was driven", () => {
    assert.deepEqual(documented().filter((route) => !driven.has(route)), []);
  });

  console.log("stopping");
  await check("vercel dev and the services stop when asked to", async () => {
    await stop(dev);
    assert.equal(await stop(services), 0, services.output);
  });
  await check(".env is as it was", () => {
    assert.equal(readFileSync(env, "utf8"), readFileSync(join(copy, ".env.example"), "utf8"));
    assert.equal(statSync(env).mode & 0o777, 0o600);
  });
  await check("no process is left behind", async () => {
    const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,args="]);
    const mine = (line) => line.includes(copy) || (database && line.includes(dirname(database)));
    assert.deepEqual(stdout.split("\n").filter(mine), []);
  });
  if (process.env.SHOW_OUTPUT) console.log(dev.output);
}

async function staticFiles() {
  for (const path of ["/", "/robots.txt", "/openapi.json", "/reference"]) {
    await check(`GET ${path} is a static file with the policy of our pages`, async () => {
      const reply = await fetch(url + path);
      const file = path.includes(".") ? path : join(path, "index.html");
      assert.equal(reply.status, 200);
      assert.match(reply.headers.get("content-security-policy"), /^default-src 'none'; /);
      assert.equal(await reply.text(), readFileSync(join(root, "public", file), "utf8"));
    });
  }
  await check("no source is among the static files", async () => {
    const hidden = ["Cargo.toml", "Cargo.lock", "vercel.json", ".env", ".env.example", ".darasa/dev.json", "README.md"];
    hidden.push("api/health.rs", "crates/core/src/lib.rs", "migrations/V1__jobs_and_questions.sql", "public/robots.txt");
    for (const file of hidden) {
      const reply = await fetch(`${url}/${file}`);
      const text = await reply.text();
      if (existsSync(join(copy, file))) assert.notEqual(text, readFileSync(join(copy, file), "utf8"), file);
      assert.ok(reply.status === 404 || !text.includes("fn main"), `${file}: ${reply.status}`);
    }
  });
}

async function openRoutes() {
  await check("GET /api/health", async () => {
    const { status, json, headers } = await call("GET", "/api/health", { token: null });
    assert.deepEqual([status, json.status, headers.get("cache-control")], [200, "ok", "no-store"]);
  });
  await check("HEAD /api/health has the length and no body", async () => {
    const reply = await call("HEAD", "/api/health", { token: null });
    assert.deepEqual([reply.status, reply.text], [200, ""]);
    assert.ok(Number(reply.headers.get("content-length")) > 0);
  });
  await check("GET /api/ready asks nobody for a stranger", async () => {
    const { status, json } = await call("GET", "/api/ready", { token: null });
    assert.deepEqual([status, json.status, json.database.status, json.migrations.status], [200, "unknown", "unknown", "unknown"]);
  });
  await check("GET /api/arcjet lets everybody in where protection is off", async () => {
    const { status, json } = await call("GET", "/api/arcjet", { token: null });
    assert.deepEqual([status, json], [200, { message: "Hello world" }]);
  });
  await check("GET /api/cron/daily refuses whoever is not the scheduler", async () => {
    const { status, json } = await call("GET", "/api/cron/daily", { token: null });
    assert.deepEqual([status, json.code], [401, "not-logged-in"]);
  });
  await check("GET /.well-known/oauth-protected-resource says where a program gets a token for /api/mcp", async () => {
    for (const path of ["", "/api/mcp"]) {
      const { status, json } = await call("GET", `/.well-known/oauth-protected-resource${path}`, { token: null });
      // Under `vercel dev` a function is asked at a port of its own.
      assert.deepEqual([status, new URL(json.resource).pathname, json.authorization_servers.length], [200, "/api/mcp", 1]);
    }
  });
  await check("GET /.well-known/darasa-receipts.json has the key that was made up", async () => {
    const { status, json } = await call("GET", "/.well-known/darasa-receipts.json", { token: null });
    assert.deepEqual([status, json.keys.length, json.keys[0].crv], [200, 1, "Ed25519"]);
  });
  await check("GET /api/receipts/{token} of none is 404, through a rewrite", async () => {
    assert.deepEqual(problem(await call("GET", `/api/receipts/${"A".repeat(43)}`, { token: null })), [404, "not-found"]);
  });
  await check("GET /api/config tells the emulated Clerk's publishable key", async () => {
    const { status, json } = await call("GET", "/api/config", { token: null });
    assert.equal(status, 200);
    assert.match(json.clerk.publishableKey, /^pk_test_/);
  });
}

async function strangers() {
  await check("GET /api/webhooks/clerk says that it works", async () => {
    assert.equal((await call("GET", "/api/webhooks/clerk", { token: null })).status, 200);
  });
  await check("POST /api/webhooks/clerk without a signature is refused", async () => {
    assert.equal((await call("POST", "/api/webhooks/clerk", { token: null, body: { type: "user.deleted" } })).status, 400);
  });
  const behindSignIn = ["/api/users/me", "/api/job-infos", "/api/job-infos/x", "/api/questions?jobInfoId=x", "/api/questions/x", "/api/questions/x/answers", "/api/questions/due", "/api/users/me/progress"];
  for (const path of behindSignIn) {
    await check(`GET ${path} without a token is 401`, async () => {
      assert.deepEqual(problem(await call("GET", path, { token: null })), [401, "not-logged-in"]);
    });
  }
  await check("a large body without a token is 401, not a broken connection", async () => {
    const reply = await call("POST", "/api/job-infos", { token: null, body: "x".repeat(LARGE) });
    assert.deepEqual(problem(reply), [401, "not-logged-in"]);
  });
  await check("a large body with a token is 413, not a broken connection", async () => {
    const reply = await call("POST", "/api/job-infos", { body: "x".repeat(LARGE) });
    assert.deepEqual(problem(reply), [413, "body-too-large"]);
  });
  await check("a method that a path does not have is 405", async () => {
    const reply = await call("PUT", "/api/users/me", { body: "{}" });
    assert.equal(reply.status, 405);
    assert.equal(reply.headers.get("allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
  });
  await check("an unknown path below a rewrite is 404, as problem+json", async () => {
    assert.equal(problem(await call("GET", "/api/job-infos/a/b/c"))[0], 404);
  });
}

async function jobs() {
  const acme = { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" };
  let job;
  await check("POST /api/job-infos", async () => {
    const { status, json, headers } = await call("POST", "/api/job-infos", { body: acme });
    assert.equal(status, 201, JSON.stringify(json));
    assert.equal(headers.get("location"), `/api/job-infos/${json.id}`);
    job = json;
  });
  await check("GET /api/job-infos lists it", async () => {
    const { json } = await call("GET", "/api/job-infos");
    assert.deepEqual(json.items, [job]);
  });
  await check("GET /api/job-infos/{id}, through a rewrite", async () => {
    const { status, json } = await call("GET", `/api/job-infos/${job.id}`);
    assert.deepEqual([status, json], [200, job]);
  });
  await check("the id comes from the path, whatever the query says", async () => {
    const { json } = await call("GET", `/api/job-infos/${job.id}?path=x&id=x`);
    assert.deepEqual(json, job);
  });
  await check("PATCH /api/job-infos/{id}", async () => {
    const { status, json } = await call("PATCH", `/api/job-infos/${job.id}`, { body: { title: "Staff engineer" } });
    assert.deepEqual([status, json.title, json.name], [200, "Staff engineer", "Acme"]);
  });
  await check("a bad body is 422 and names the field", async () => {
    const reply = await call("POST", "/api/job-infos", { body: { ...acme, name: "" } });
    assert.equal(reply.status, 422, reply.text);
    assert.match(reply.text, /name/);
  });
  await check("DELETE /api/job-infos/{id}, and it is gone", async () => {
    assert.equal((await call("DELETE", `/api/job-infos/${job.id}`)).status, 204);
    assert.equal((await call("GET", `/api/job-infos/${job.id}`)).status, 404);
  });
}

async function ai() {
  const acme = { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" };
  const { json: job } = await call("POST", "/api/job-infos", { body: acme });
  let question;
  await check("POST /api/ai/questions/generate-question streams while the model speaks", async () => {
    const { chunks, text, spread } = await streamed("/api/ai/questions/generate-question", { prompt: "easy", jobInfoId: job.id });
    console.log(`       ${chunks} chunks over ${spread} ms`);
    assert.ok(chunks >= CHUNKS && spread >= 200, `${chunks} chunks over ${spread} ms`);
    question = text;
  });
  let stored;
  await check("GET /api/questions?jobInfoId= lists what was streamed", async () => {
    const { status, json } = await call("GET", `/api/questions?jobInfoId=${job.id}`);
    assert.deepEqual([status, json.items.length, json.items[0].text], [200, 1, question]);
    stored = json.items[0];
  });
  await check("POST /api/ai/questions/generate-feedback streams too", async () => {
    const { chunks, text } = await streamed("/api/ai/questions/generate-feedback", { prompt: "It moves to another thread.", questionId: stored.id });
    assert.ok(chunks > 1 && text.length > 0, text);
  });
  await check("GET /api/questions/{id} has the answer, through a rewrite", async () => {
    const { status, json, text } = await call("GET", `/api/questions/${stored.id}`);
    assert.equal(status, 200, text);
    assert.match(text, /It moves to another thread\./);
    assert.equal(json.id, stored.id);
  });
  await check("GET /api/ai/streams/{id} goes on behind a place, and so does …/stream; DELETE stops nothing of what is over", async () => {
    const body = { prompt: "easy", jobInfoId: job.id };
    const asked = await call("POST", "/api/ai/questions/generate-question?stream=text", { body });
    const path = `/api/ai/streams/${asked.headers.get("x-stream-id")}`;
    for (const part of ["", "/stream"]) {
      const { status, text } = await call("GET", `${path}${part}?stream=text&from=9`);
      assert.deepEqual([status, text], [200, asked.text.slice(9)]);
    }
    assert.equal((await call("GET", `${path}?from=${asked.text.length}`)).status, 204);
    assert.equal((await call("DELETE", path)).status, 204);
  });
  await practice(job, stored.id);
  let analysis;
  await check("POST /api/ai/resumes/analyze reads a Word file and streams its judgement", async () => {
    const form = new FormData();
    form.set("resumeFile", new Blob([readFileSync(join(root, "crates/documents/tests/samples/ada.docx"))]), "ada.docx");
    form.set("jobInfoId", job.id);
    const { status, text } = await call("POST", "/api/ai/resumes/analyze", { body: form });
    assert.equal(status, 200, text);
    assert.equal(Object.keys(JSON.parse(text))[0], "overallScore");
  });
  await check("GET /api/job-infos/{id}/analyses lists it with its keyword report", async () => {
    const { status, json } = await call("GET", `/api/job-infos/${job.id}/analyses`);
    assert.deepEqual([status, json.items.length, json.items[0].keywords.source], [200, 1, "text"]);
    analysis = `/api/job-infos/${job.id}/analyses/${json.items[0].id}`;
  });
  await check("GET and DELETE /api/job-infos/{id}/analyses/{analysisId}", async () => {
    const { status, json } = await call("GET", analysis);
    assert.equal(status, 200);
    assert.match(json.sourceText, /Ada Example/);
    assert.equal((await call("DELETE", analysis)).status, 204);
  });
  await interviews(job);
  await check("GET /api/users/me counts them", async () => {
    const { json } = await call("GET", "/api/users/me");
    assert.deepEqual([json.id ?? json.userId, json.features.questions.used], ["user_ada", 2], JSON.stringify(json));
  });
  await check("DELETE /api/questions/{id}/answers/{answerId} and its question, what was used stays used", async () => {
    const { json } = await call("GET", `/api/questions/${stored.id}`);
    assert.equal((await call("DELETE", `/api/questions/${stored.id}/answers/${json.answers[0].id}`)).status, 204);
    assert.equal((await call("DELETE", `/api/questions/${stored.id}`)).status, 204);
    assert.equal((await call("GET", `/api/questions/${stored.id}`)).status, 404);
    assert.equal((await call("GET", "/api/users/me")).json.features.questions.used, 2);
  });
  await check("an AI route answers a bad request with one plain sentence", async () => {
    const reply = await call("POST", "/api/ai/questions/generate-question", { body: { prompt: "impossible" } });
    assert.equal(reply.status, 400, reply.text);
    assert.match(reply.headers.get("content-type"), /^text\/plain/);
  });
}

async function practice(job, question) {
  await check("PATCH /api/users/me changes the settings", async () => {
    const { status, json } = await call("PATCH", "/api/users/me", { body: { timeZone: "Pacific/Apia" } });
    assert.deepEqual([status, json.timeZone], [200, "Pacific/Apia"]);
  });
  await check("PATCH /api/questions/{id}/answers/{answerId} leaves an answer out, and GET progress counts it so", async () => {
    const { json } = await call("GET", `/api/questions/${question}`);
    const left = await call("PATCH", `/api/questions/${question}/answers/${json.answers[0].id}`, { body: { excluded: true } });
    assert.deepEqual([left.status, left.json.excluded], [200, true], left.text);
    assert.equal((await call("GET", "/api/users/me/progress")).json.answers.excluded, 1);
    const back = await call("PATCH", `/api/questions/${question}/answers/${json.answers[0].id}`, { body: { excluded: false } });
    assert.equal(back.json.excluded, false);
  });
  await check("POST and GET …/second-opinion lead to the function of the models, below another one's path", async () => {
    const { json } = await call("GET", `/api/questions/${question}`);
    const path = `/api/questions/${question}/answers/${json.answers[0].id}/second-opinion`;
    const made = await call("POST", path);
    assert.deepEqual([made.status, made.json.gradings.length >= 2], [200, true], made.text);
    const read = await call("GET", path);
    assert.deepEqual([read.status, read.json], [200, made.json], read.text);
  });
  await check("POST review, PATCH card, GET due, next and suspended, below and beside /api/questions/{id}", async () => {
    const soon = await call("POST", `/api/questions/${question}/review`, { body: { grade: "good" } });
    assert.deepEqual(problem(soon), [409, "too-soon"]);
    const aside = await call("PATCH", `/api/questions/${question}/card`, { body: { suspended: true } });
    assert.deepEqual([aside.status, aside.json.suspended], [200, true], aside.text);
    assert.deepEqual((await call("GET", "/api/questions/suspended")).json.items.map(({ id }) => id), [question]);
    const card = await call("PATCH", `/api/questions/${question}/card`, { body: { suspended: false } });
    assert.deepEqual([card.status, card.json.questionId], [200, question], card.text);
    assert.equal((await call("GET", "/api/questions/due")).json.counts.total, 1);
    assert.equal((await call("GET", `/api/questions/next?jobInfoId=${job.id}`)).status, 200);
  });
  await check("GET /api/job-infos/{id}/plan, and its calendar is read without a token", async () => {
    assert.equal((await call("GET", `/api/job-infos/${job.id}/plan`)).json.days.length, 7);
    const { status, json } = await call("POST", "/api/users/me/calendar");
    assert.equal(status, 201);
    const feed = new URL(json.url).pathname;
    assert.match((await call("GET", feed, { token: null })).text, /^BEGIN:VCALENDAR\r\n/);
    assert.equal((await call("DELETE", "/api/users/me/calendar")).status, 204);
    assert.equal((await call("GET", feed, { token: null })).status, 404);
  });
}

async function ownData() {
  await check("POST /api/mcp lists the tools for a program with a key, and opens nothing for a session", async () => {
    const made = await call("POST", "/api/users/me/keys", { body: { name: "Assistant", scopes: ["read"] } });
    const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
    const { status, json, text } = await call("POST", "/api/mcp", { body, token: made.json.key });
    assert.deepEqual([status, json?.result?.tools?.length], [200, 8], text);
    assert.equal((await call("POST", "/api/mcp", { body })).status, 401);
    assert.equal((await call("DELETE", `/api/users/me/keys/${made.json.id}`)).status, 204);
  });
  await check("/api/users/me/keys makes a key, which a program uses until it is gone", async () => {
    const made = await call("POST", "/api/users/me/keys", { body: { name: "Script", scopes: ["read"] } });
    assert.equal(made.status, 201);
    assert.equal((await call("GET", "/api/users/me", { token: made.json.key })).status, 200);
    assert.equal((await call("GET", "/api/users/me/keys", { token: made.json.key })).status, 403);
    assert.deepEqual((await call("GET", "/api/users/me/keys")).json.items.map(({ id }) => id), [made.json.id]);
    assert.equal((await call("DELETE", `/api/users/me/keys/${made.json.id}`)).status, 204);
    assert.equal((await call("GET", "/api/users/me", { token: made.json.key })).status, 401);
  });
  await check("GET /api/users/me/export is a ZIP file, through a rewrite", async () => {
    const { status, headers, text } = await call("GET", "/api/users/me/export");
    assert.deepEqual([status, headers.get("content-type"), text.slice(0, 2)], [200, "application/zip", "PK"]);
  });
  await check("DELETE /api/users/me, and a receipt says that all is gone", async () => {
    const { status, json } = await call("DELETE", "/api/users/me", { body: { confirm: "user_ada" } });
    assert.equal(status, 202);
    let receipt;
    for (let tries = 0; receipt?.state !== "done" && tries < 50; tries += 1) {
      receipt = (await call("GET", json.receiptUrl, { token: null })).json;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.equal(receipt.state, "done");
    assert.equal((await call("GET", "/api/users/me")).status, 401);
  });
}

async function interviews(job) {
  let written;
  const below = (part = "") => `/api/interviews/${written.id}${part}`;
  await check("POST /api/interviews", async () => {
    const { status, json, text } = await call("POST", "/api/interviews", { body: { jobInfoId: job.id } });
    assert.equal(status, 201, text);
    written = json;
  });
  await check("GET /api/interviews lists it, GET /api/interviews/{id} shows it", async () => {
    const { json } = await call("GET", `/api/interviews?jobInfoId=${job.id}`);
    assert.deepEqual([json.items, (await call("GET", below())).json], [[written], written]);
  });
  await check("PATCH /api/interviews/{id} takes a duration and nothing else", async () => {
    assert.equal((await call("PATCH", below(), { body: { duration: "00:10:00" } })).status, 200);
    assert.equal((await call("PATCH", below(), { body: { feedback: "mine" } })).status, 422);
  });
  await check("POST /api/interviews/{id}/reply streams the interviewer's turn", async () => {
    const { chunks, text } = await streamed(below("/reply"), { prompt: "Hello, I am ready." });
    assert.ok(chunks > 1 && text.length > 0, text);
  });
  await check("POST /api/interviews/{id}/finish, GET …/transcript and feedback", async () => {
    assert.equal((await call("POST", below("/finish"), { body: {} })).status, 200);
    const { json } = await call("GET", below("/transcript"));
    assert.deepEqual(json.items.map((item) => item.speaker), ["candidate", "interviewer"]);
    const { text } = await streamed("/api/ai/interviews/generate-feedback", { interviewId: written.id });
    assert.ok(text.length > 0);
  });
  await check("POST, GET, DELETE /api/interviews/{id}/shares, and a report is read without a token, through a rewrite", async () => {
    const { status, json } = await call("POST", below("/shares"), { body: { include: ["feedback", "transcript"] } });
    assert.deepEqual([status, json.include], [201, ["feedback", "transcript"]]);
    assert.deepEqual((await call("GET", below("/shares"))).json.items.map(({ id }) => id), [json.id]);
    const path = `/api/shares/${json.url.split("/").at(-1)}`;
    const report = await call("GET", path, { token: null });
    assert.deepEqual([report.status, report.headers.get("x-robots-tag")], [200, "noindex"], report.text);
    assert.equal((await call("DELETE", below(`/shares/${json.id}`))).status, 204);
    assert.deepEqual(problem(await call("GET", path, { token: null })), [404, "not-found"]);
  });
  await check("POST /api/interviews/{id}/voice and …/utterances, for a spoken one", async () => {
    written = (await call("POST", "/api/interviews", { body: { jobInfoId: job.id } })).json;
    const voice = await call("POST", below("/voice"), { body: {} });
    assert.deepEqual([voice.status, voice.json?.provider, voice.headers.get("cache-control")], [200, "gemini", "no-store"], voice.text);
    const said = [{ seq: 0, speaker: "interviewer", text: "What is Send?", at: 0 }];
    const added = await call("POST", below("/utterances"), { body: { sessionId: voice.json.sessionId, items: said } });
    assert.equal(added.status, 200, added.text);
  });
  await check("DELETE /api/interviews/{id}, and it is gone", async () => {
    assert.equal((await call("DELETE", below())).status, 204);
    assert.equal((await call("GET", below())).status, 404);
  });
}

/** One request, read to its end. */
async function call(method, path, { token: bearer = token, body } = {}) {
  const reply = await send(method, path, bearer, body);
  const text = await reply.text();
  const json = /json/.test(reply.headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : undefined;
  return { status: reply.status, headers: reply.headers, text, json };
}

/** A stream as it arrives: how many chunks, and the time from the first to the last. */
async function streamed(path, body) {
  const reply = await send("POST", `${path}?stream=text`, token, body);
  assert.equal(reply.status, 200);
  const [times, decoder] = [[], new TextDecoder()];
  let text = "";
  for await (const chunk of reply.body) {
    times.push(Date.now());
    text += decoder.decode(chunk, { stream: true });
  }
  return { chunks: times.length, text, spread: times.at(-1) - times[0] };
}

function send(method, path, bearer, body) {
  driven.add(`${method} ${route(path)}`);
  // A form makes its own content type, which names its boundary.
  const isJson = body && !(body instanceof FormData);
  return fetch(url + path, {
    method,
    headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...(isJson && { "content-type": "application/json" }) },
    body: isJson && typeof body === "object" ? JSON.stringify(body) : body,
    signal: AbortSignal.timeout(2 * MINUTE * 1000),
  });
}

function problem({ status, headers, json, text }) {
  assert.match(headers.get("content-type") ?? "", /^application\/problem\+json/, text);
  assert.equal(json.status, status);
  return [status, json.code];
}

/** The path as README.md writes it; a name stands before an id. */
function route(path) {
  const bare = path.split("?")[0];
  const routes = documented().map((row) => row.split(" ")[1]);
  const fits = (route) => new RegExp(`^${route.replace(/\{\w+\}/g, "[^/]+")}$`).test(bare);
  return routes.includes(bare) ? bare : (routes.find(fits) ?? bare);
}

/** The rows of README.md, such as "GET /api/job-infos". */
function documented() {
  const rows = readFileSync(join(root, "README.md"), "utf8").matchAll(/^\| ([A-Z, ]+) `([^`?]+)/gm);
  return [...rows].flatMap(([, methods, path]) => methods.split(", ").map((method) => `${method} ${path}`));
}
