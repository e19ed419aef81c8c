// `darasa dev` in a clone of its own: database, emulators and all functions on a port, gone with the script.

import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assertDone, root, run, said, start, target } from "./lib.mjs";

const MINUTE = 60;
const folder = realpathSync(mkdtempSync(join(tmpdir(), "darasa-e2e-")));
let database;

const options = (settings = {}) => ({
  cwd: folder,
  env: { PATH: process.env.PATH, HOME: folder, CLERK_TELEMETRY_DISABLED: "1", ...settings },
});

/**
 * Starts it with these settings; `url` is where the functions answer, `state` what it keeps, `models` each emulated provider of
 * `AI_MODELS`: `url` as darasa has it, and `control` for `order`.
 */
export async function dev(settings) {
  assertDone(await run("cargo", ["build", "--quiet", "--package", "darasa-cli", "--no-default-features"], { cwd: root }), "cargo build");
  mkdirSync(join(folder, "api"), { recursive: true });
  copyFileSync(join(root, "vercel.json"), join(folder, "vercel.json"));
  cpSync(join(root, "public"), join(folder, "public"), { recursive: true });
  const program = start(join(target, "debug/darasa"), ["dev", "--port", "0"], options(settings));
  await said(program, "Ctrl-C stops everything", MINUTE);
  database = program.output.match(/kept in (.+)/)?.[1];
  const state = JSON.parse(readFileSync(join(folder, ".darasa/dev.json"), "utf8"));
  const url = program.output.match(/darasa is running at (\S+)/)[1];
  const ports = [state.clerkPort, state.arcjetPort, state.geminiPort];
  const [clerk, arcjet, gemini] = ports.map((port) => `http://127.0.0.1:${port}`);
  const models = Object.entries(state.modelPorts).map(([provider, port]) => {
    const control = `http://127.0.0.1:${port}`;
    return [provider, { control, url: provider === "anthropic" ? control : `${control}/v1` }];
  });
  return { url, state, clerk, arcjet, gemini, models: Object.fromEntries(models), program };
}

/**
 * Asks an emulator for what is to go wrong, for example `order(gemini, "model", { fault: { status: 503 }, times: 20 })`. The routes
 * are told in README.md.
 */
export async function order(emulator, route, body) {
  const reply = await fetch(`${emulator}/control/${route}`, { method: "POST", body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`/control/${route}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/** Another command of `darasa` in the same clone; returns what it prints. */
export async function darasa(...args) {
  const done = await run(join(target, "debug/darasa"), args, options());
  assertDone(done, `darasa ${args.join(" ")}`);
  return done.stdout.trim();
}

export async function me(url, headers) {
  const reply = await fetch(`${url}/api/users/me`, { headers });
  return { status: reply.status, body: await reply.json() };
}

export function cleanUp() {
  rmSync(folder, { recursive: true, force: true });
  // For root, what Postgres keeps for a clone lies outside of it.
  if (database) rmSync(dirname(database), { recursive: true, force: true });
}
