// What both scripts need: a copy of the repository, programs that end with us, and a count of what held.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const e2e = dirname(fileURLToPath(import.meta.url));
export const root = dirname(e2e);
export const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
export const vercelJson = JSON.parse(readFileSync(join(root, "vercel.json"), "utf8"));

const started = new Set();
/** Of what a claim that failed says, so many lines are said again at the end: where a record is cut, its end is what is kept. */
const SAID_AGAIN = 80;
const FAILED = "what failed, once more:";
const failures = [];
let passed = 0;

/** One claim; a failure is told and counted, and the script goes on. */
export async function check(claim, proof) {
  const begin = Date.now();
  try {
    await proof();
    passed += 1;
    console.log(`  ok   ${claim} (${Date.now() - begin} ms)`);
  } catch (error) {
    const failure = { claim, lines: String(error.message ?? error).split("\n") };
    failures.push(failure);
    console.log(told(failure));
  }
}

function told({ claim, lines }) {
  return [`  FAIL ${claim}`, ...lines.map((line) => `       ${line}`)].join("\n");
}

/** What a script's output says of its failures at the end. */
export function failuresOf(output) {
  return output.split(`\n${FAILED}\n`)[1] ?? output.split("\n").slice(-SAID_AGAIN).join("\n");
}

/** Runs a script's main part; whatever happens, what it started is stopped, and the last lines are the count and what failed. */
export async function main(script, cleanUp = () => {}) {
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, async () => {
      killAll("SIGKILL");
      await cleanUp();
      process.exit(130);
    });
  }
  const begin = Date.now();
  try {
    await script();
  } catch (error) {
    failures.push({ claim: "the script itself", lines: String(error.stack ?? error).split("\n") });
    console.error(error);
  }
  killAll("SIGKILL");
  await cleanUp();
  console.log(`\n${passed} passed, ${failures.length} failed in ${Math.round((Date.now() - begin) / 1000)} s`);
  if (failures.length > 0) {
    const again = failures.map(({ claim, lines }) => told({ claim, lines: lines.slice(-SAID_AGAIN) }));
    console.log(`\n${FAILED}\n${again.join("\n")}`);
  }
  process.exit(failures.length === 0 && passed > 0 ? 0 : 1);
}

/** The files that git knows or would take, as they are now; times are kept, so that cargo sees nothing new in them. */
export async function copyRepository(to) {
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  assertDone(listed, "git ls-files");
  for (const file of listed.stdout.split("\0").filter((file) => file !== "" && existsSync(join(root, file)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(root, file), join(to, file), { preserveTimestamps: true });
  }
}

/** Starts a program in a process group of its own; what it says is collected, and shown when it is waited for in vain. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  const program = { child, stdout: "", output: "", ended: undefined };
  child.stdout.on("data", (data) => {
    program.stdout += data;
    program.output += data;
  });
  child.stderr.on("data", (data) => (program.output += data));
  program.ended = new Promise((resolve) => {
    child.on("error", (error) => {
      program.output += error.message;
      resolve(127);
    });
    child.on("close", (code, signal) => {
      started.delete(program);
      resolve(code ?? signal);
    });
  });
  started.add(program);
  return program;
}

export async function run(command, args, options) {
  const program = start(command, args, options);
  const code = await program.ended;
  return { code, stdout: program.stdout, output: program.output };
}

/** Asks a program to stop, and waits until it and its output have ended. */
export async function stop(program, signal = "SIGINT", seconds = 20) {
  program.child.kill(signal);
  const late = setTimeout(() => kill(program, "SIGKILL"), seconds * 1000);
  const code = await program.ended;
  clearTimeout(late);
  return code;
}

/** Waits until a program has said something. */
export async function said(program, words, seconds) {
  const deadline = Date.now() + seconds * 1000;
  let over = false;
  program.ended.then(() => (over = true));
  while (!program.output.includes(words)) {
    if (over || Date.now() > deadline) throw new Error(`"${words}" was never said:\n${program.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function assertDone({ code, output }, what) {
  if (code !== 0) throw new Error(`${what} ended with ${code}:\n${output}`);
}

/** Every file below a folder, as paths relative to it. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}

/** The CLI as it is on a machine where nobody is signed in. */
export function vercel(args, { config, env, ...options }) {
  const bare = Object.entries(process.env).filter(([name]) => !name.startsWith("VERCEL") && !name.startsWith("NOW_"));
  return [
    process.execPath,
    [join(root, "node_modules/vercel/dist/vc.js"), ...args, "--global-config", config],
    {
      env: { ...Object.fromEntries(bare), VERCEL_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1", NO_COLOR: "1", ...env },
      ...options,
    },
  ];
}

export function isSource(file) {
  return /(^|\/)(Cargo\.|\.env)|\.(rs|sql|toml|lock|md|mjs|ya?ml)$/.test(file);
}

function kill(program, signal) {
  try {
    process.kill(-program.child.pid, signal);
  } catch {
    // It is gone already.
  }
}

function killAll(signal) {
  for (const program of started) kill(program, signal);
}

/** For a server that takes it later: below the ports of connections, one of which might have it by then. */
export async function freePort() {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const server = createServer();
  const isFree = await new Promise((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
