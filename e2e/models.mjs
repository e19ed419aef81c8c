// The official libraries of OpenAI, Anthropic, Ollama and the AI SDK are answered by our emulated models, each over its own API,
// and darasa makes of the same answers what they do.

import assert from "node:assert/strict";
import { Ollama } from "ollama";
import { Candidate, logged } from "./candidate.mjs";
import { cleanUp, dev, order } from "./dev.mjs";
import { check, main, stop } from "./lib.mjs";
import { CLIENTS, Failure } from "./model-clients.mjs";

const KEY = "emulated";
const MODELS = {
  openai: "openai/gpt-6.1-terra",
  openrouter: "openrouter/meta-llama/llama-4-scout:free",
  anthropic: "anthropic/claude-haiku-4-5",
};
const RETRY_AFTER = "17";
const QUESTION = {
  thoughts: ["Something about ", "threads."],
  text: ["# Send", " and Sync\n\n", "What does “Send” promise? ", "🦀"],
  usage: { prompt: 312, answer: 40, thoughts: 8 },
};
const WORDS = QUESTION.text.join("");
const SCHEMA = {
  type: "object",
  properties: { score: { type: "number" }, skills: { type: "array", items: { type: "string" } } },
  required: ["score", "skills"],
  additionalProperties: false,
};

await main(async () => {
  for (const [provider, model] of Object.entries(MODELS)) {
    const started = await dev({ AI_MODELS: model, VOICE_PROVIDER: "off", LOG_FORMAT: "json" });
    const name = model.slice(provider.length + 1);
    const clients = CLIENTS.filter((client) => client.provider === provider);
    for (const client of clients) await library(client, started.models[provider], name);
    if (provider === "openrouter") await ollama(started.models[provider]);
    await darasa(provider, model, started, clients[0]);
    assert.equal(await stop(started.program), 0);
  }
}, cleanUp);

// ── The libraries ────────────────────────────────────────────────────────────────────────────────────────────────────

async function library({ name, provider, ask, tells }, { control, url }, model) {
  const next = (body) => order(control, "model", body);
  const claim = (words, proof) => check(`${name}, ${provider}: ${words}`, () => next({}).then(proof));
  const asked = (more = {}) => ask({ url, key: KEY, model, prompt: "Ask me something.", ...more });
  const failure = (more) => asked(more).then(() => assert.fail("it did not fail"), ofLibrary);

  await claim("a text comes in its pieces, thoughts apart from it, and tokens are counted", async () => {
    await next({ answer: QUESTION });
    const { pieces, thoughts, finish, input, output } = await asked();
    assert.deepEqual(pieces.filter((piece) => piece !== ""), QUESTION.text);
    assert.deepEqual([finish, input, output], ["stop", 312, 48]);
    assert.equal(thoughts, tells.thoughts ? QUESTION.thoughts.join("") : "");
  });
  await claim("an object comes as its schema wants it, and a schema that is not strict is refused, unless the library mends it", async () => {
    await next({ answer: { text: ['{"score": 7.5, "ski', 'lls": ["Rust", "SQL"]}'] } });
    assert.deepEqual(JSON.parse((await asked({ schema: SCHEMA })).text), { score: 7.5, skills: ["Rust", "SQL"] });
    const loose = { schema: { ...SCHEMA, minProperties: 1 } };
    if (tells.strict) await asked(loose);
    else assert.equal((await failure(loose)).status, 400);
  });
  await claim("a wrong key is 401, and a model that is not there 404", async () => {
    assert.equal((await failure({ key: "hunter2" })).status, 401);
    await next({ fault: { status: 404 } });
    assert.equal((await failure()).status, 404);
  });
  await claim("too many requests are 429 with the seconds to wait, and a busy model is told as theirs is", async () => {
    await next({ fault: { status: 429 } });
    const { status, retryAfter } = await failure();
    assert.deepEqual([status, retryAfter], [429, RETRY_AFTER]);
    await next({ fault: { status: 503 } });
    assert.equal((await failure()).status, provider === "anthropic" ? 529 : 503);
  });
  await claim("an error in the middle, and a connection that breaks there, fail after the pieces that came", async () => {
    for (const then of ["error", "cut"]) {
      await next({ answer: { ...QUESTION, then } });
      const { seen } = await failure();
      assert.deepEqual([seen.pieces, seen.finish], [QUESTION.text, undefined], then);
    }
  });
  await claim("the token limit is a reason of its own", async () => {
    await next({ answer: { text: ["# Send"], finish: "MAX_TOKENS" } });
    const { text, finish } = await asked();
    assert.deepEqual([text, finish], ["# Send", "length"]);
  });
  await claim("a model that will not answer says so, and nothing else", async () => {
    await next({ fault: "refusal" });
    const { text, finish, refusal } = await asked();
    assert.match({ text, finish, refusal }[tells.refusal], /sorry|^content-filter$/);
    assert.ok(tells.refusal === "text" || text === "", text);
  });
}

function ofLibrary(error) {
  if (error instanceof Failure) return error;
  throw error;
}

/** Ollama's library speaks an API of Ollama's own, of which `darasa doctor` asks one route. Models there are asked over `/v1`. */
async function ollama({ control }) {
  await check("ollama: how much a model can read is where `darasa doctor` reads it", async () => {
    const client = new Ollama({ host: control, headers: { authorization: `Bearer ${KEY}` } });
    const { model_info: info } = await client.show({ model: "qwen3:8b" });
    assert.equal(Object.entries(info).find(([name]) => name.endsWith(".context_length"))[1], 32_768);
  });
}

// ── darasa ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The same answers to a library and to darasa: `times: 2`, and the library asks first. */
async function darasa(provider, model, { url, models, program }, client) {
  const next = (body) => order(models[provider].control, "model", body);
  const claim = (words, proof) => check(`darasa, ${provider}: ${words}`, () => next({}).then(proof));
  const ada = await Candidate.signedIn(url);
  const library = () => client.ask({ url: models[provider].url, key: KEY, model: model.slice(provider.length + 1), prompt: "Ask." });
  const failure = () => library().then(() => assert.fail("it did not fail"), ofLibrary);

  await claim("stores what the library read, names its model, and counts the same tokens", async () => {
    await next({ answer: QUESTION, times: 2 });
    const theirs = await library();
    const { status, body } = await ada.ask("text");
    assert.deepEqual([status, body], [200, theirs.text]);
    const [stored] = await ada.questions();
    assert.deepEqual([stored.text, stored.model], [WORDS, model]);
    const line = await logged(program, "gen_ai.request.model", model);
    assert.deepEqual([line["gen_ai.usage.input_tokens"], line["gen_ai.usage.output_tokens"]], [theirs.input, theirs.output]);
  });
  await claim("goes on where the library is told of the token limit", async () => {
    await next({ answer: { text: ["# Send"], finish: "MAX_TOKENS" }, times: 2 });
    await next({ answer: { text: [" and Sync"] } });
    const { text } = await library();
    assert.equal((await ada.ask("text")).body, `${text} and Sync`);
  });
  await claim("sends what the library read before an error or a cut, says that it failed, and stores nothing", async () => {
    const before = await ada.questions();
    for (const then of ["error", "cut"]) {
      await next({ answer: { ...QUESTION, then }, times: 2 });
      const { seen } = await failure();
      const { status, body } = await ada.ask("v1");
      const words = body.split("\n").filter((line) => line.startsWith("0:")).map((line) => JSON.parse(line.slice(2)));
      assert.deepEqual([status, words.join("")], [200, seen.pieces.join("")]);
      assert.ok(body.endsWith('3:"The model failed."\nd:{"finishReason":"error"}\n'), body);
    }
    assert.deepEqual(await ada.questions(), before);
  });
  await claim("passes on the wait that the library is told", async () => {
    await next({ fault: { status: 429 }, times: 2 });
    const [theirs, ours] = [await failure(), await ada.ask("text")];
    assert.deepEqual([ours.status, ours.retryAfter], [503, theirs.retryAfter]);
  });
  await claim("a refusal is 400, and a refused key an error that says nothing of it", async () => {
    await next({ fault: "refusal" });
    assert.equal((await ada.ask("text")).status, 400);
    await next({ fault: { status: 401 } });
    const refused = await ada.ask("text");
    assert.equal(refused.status, 500);
    assert.doesNotMatch(refused.body, /key|test wants/i);
  });
  await claim("asks a question without a script, too", async () => {
    assert.equal((await ada.ask("text")).status, 200);
    const [{ text, model: writer }] = await ada.questions();
    assert.ok(text.length > 100 && writer === model, text);
  });
}
