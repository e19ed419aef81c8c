// Who a deployment deals with, where nobody is asked over the network: Vercel's CLI, cargo and what it builds as programs that
// write down how they were called and which secrets they could read, Neon's API and deployments as servers of ours.

import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assertDone, copyRepository, run } from "./lib.mjs";

export const BYPASS = "bypass-secret";

/** A copy of the repository with everything around it; `world.json` is what the programs know and change. */
export class Stage {
  #servers = [];

  static async set() {
    const stage = new Stage();
    stage.folder = mkdtempSync(join(tmpdir(), "darasa-delivery-"));
    stage.clone = join(stage.folder, "clone");
    await copyRepository(stage.clone);
    const key = join(stage.folder, "key.pem");
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key];
    const names = ["-out", stage.#certificate, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2"];
    assertDone(await run("openssl", [...made, ...names]), "openssl");
    stage.tls = { key: readFileSync(key), cert: readFileSync(stage.#certificate) };
    mkdirSync(join(stage.folder, "bin"));
    // The real one, but its command line is kept.
    const curl = join(stage.folder, "bin", "curl");
    writeFileSync(curl, `#!/bin/sh\necho "curl $*" >>"$STAGE/arguments"\nexec /usr/bin/curl "$@"\n`);
    chmodSync(curl, 0o755);
    stage.#program(join(stage.folder, "darasa"), DARASA);
    for (const [name, script] of Object.entries(PROGRAMS)) {
      stage.#program(join(stage.folder, "bin", name), script);
    }
    return stage;
  }

  #program(path, script) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!${process.execPath}\n${COMMON}\n${script}`);
    chmodSync(path, 0o755);
  }

  /** What `ci/build` leaves behind. */
  built(environment) {
    this.#program(join(this.clone, "target/debug/darasa"), DARASA);
    mkdirSync(join(this.clone, ".vercel/output"), { recursive: true });
    writeFileSync(join(this.clone, ".vercel/built-for"), `${environment}\n`);
  }

  /** Everything as it was on a good day: production is served by `dpl_old`. */
  async reset() {
    this.close();
    this.neon = await this.#serve(new Neon());
    this.deployed = await this.#serve(new Deployment(), this.tls);
    this.domain = await this.#serve(new Deployment(), this.tls);
    for (const file of ["calls", "arguments", "secrets"]) rmSync(join(this.folder, file), { force: true });
    for (const folder of [".vercel", "target"]) rmSync(join(this.clone, folder), { recursive: true, force: true });
    this.world = { serving: "dpl_old", deployed: this.deployed.url, fails: {}, listed: {} };
  }

  set world(world) {
    writeFileSync(join(this.folder, "world.json"), JSON.stringify(world));
  }

  get world() {
    return JSON.parse(readFileSync(join(this.folder, "world.json"), "utf8"));
  }

  fails(what, how = true) {
    this.world = { ...this.world, fails: { ...this.world.fails, [what]: how } };
  }

  /** How the programs were called, in one line each. */
  get calls() {
    const file = join(this.folder, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** Every command line of a program that a script started. */
  get commandLines() {
    const file = join(this.folder, "arguments");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** The secrets that each program could read, in the order of the calls. */
  get secretsRead() {
    const file = join(this.folder, "secrets");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  get environment() {
    return {
      PATH: `${join(this.folder, "bin")}:${process.env.PATH}`,
      HOME: this.folder,
      STAGE: this.folder,
      CURL_CA_BUNDLE: this.#certificate,
      SMOKE_PATIENCE: "1",
      PROMOTE_PATIENCE: "1",
      NEON_PAUSE: "0",
      NEON_API_URL: this.neon.url,
      NEON_API_KEY: "neon-key",
      NEON_PROJECT_ID: "quiet-sea-1",
      VERCEL_TOKEN: "vercel-token",
      VERCEL_ORG_ID: "team_x",
      VERCEL_PROJECT_ID: "prj_x",
      VERCEL_AUTOMATION_BYPASS_SECRET: BYPASS,
      READY_TOKEN: "ready-token",
    };
  }

  /** Runs a script of the clone; an empty value unsets a variable. */
  async run(script, args = [], env = {}) {
    const all = Object.entries({ ...this.environment, ...env }).filter(([, value]) => value !== "");
    return run(join(this.clone, script), args, { cwd: this.clone, env: Object.fromEntries(all) });
  }

  get #certificate() {
    return join(this.folder, "certificate.pem");
  }

  async #serve(answerer, tls) {
    const server = tls ? createHttpsServer(tls) : createHttpServer();
    server.on("request", async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      const { status, headers = {}, text } = answerer.answer(request, body);
      response.writeHead(status, headers).end(text);
    });
    await new Promise((resolve) => server.listen(0, "localhost", resolve));
    this.#servers.push(server);
    answerer.url = `${tls ? "https" : "http"}://localhost:${server.address().port}`;
    return answerer;
  }

  close() {
    for (const server of this.#servers.splice(0)) server.close().closeAllConnections();
  }

  tearDown() {
    this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A deployment that answers as ours do, but for the paths in `broken`, which maps them to statuses. */
export class Deployment {
  broken = {};
  region = "fra1";
  requests = [];

  answer({ method, url, headers }) {
    this.requests.push({ method, url, bypass: headers["x-vercel-protection-bypass"], authorization: headers.authorization });
    const dressed = { "x-content-type-options": "nosniff", "x-request-id": "1", "strict-transport-security": "max-age=9" };
    const json = (status, value, more) => {
      const type = status < 400 ? "application/json" : "application/problem+json";
      return { status, headers: { ...dressed, "content-type": type, "cache-control": "no-store", ...more }, text: JSON.stringify(value) };
    };
    if (this.broken[url]) return json(this.broken[url], { status: this.broken[url], detail: "broken" });
    if (url === "/api/health") return json(200, { status: "ok", region: this.region });
    if (url === "/api/ready") return json(200, { status: headers.authorization === "Bearer ready-token" ? "ok" : "unknown" });
    if (url === "/api/config") return json(200, { clerk: { publishableKey: "pk_test_x" } }, { "cache-control": "public, max-age=0" });
    if (url === "/api/webhooks/clerk") return json(400, { status: 400 });
    if (url.startsWith("/api/")) return json(401, { status: 401 }, { "www-authenticate": "Bearer" });
    return { status: 404, text: "not found" };
  }
}

/** As much of Neon's API as a branch needs. */
export class Neon {
  branches = [{ id: "br-main", name: "main", default: true }];
  snapshots = [{ id: "snap-1", created_at: "2026-11-23T03:00:00Z", name: "daily" }];
  /** Of the branches that have one; what a snapshot becomes has none at first. */
  endpoints = {};
  requests = [];
  /** Answers that come instead, one each. */
  refusals = [];
  operation = "finished";

  answer({ method, url, headers }, body) {
    const path = url.replace("/projects/quiet-sea-1", "");
    this.requests.push(`${method} ${path}${body && ` ${body}`}`);
    const json = (status, value) => ({ status, text: JSON.stringify(value) });
    const refused = this.refusals.shift();
    if (refused) return json(refused, { message: "not now" });
    if (headers.authorization !== "Bearer neon-key") return json(401, { message: "authentication required" });
    const { pathname, searchParams } = new URL(path, "http://neon");
    const operations = [{ id: "op-1" }];
    if (pathname.startsWith("/operations/")) return json(200, { operation: { id: "op-1", status: this.operation } });
    if (pathname === "/connection_uri") {
      const pooler = searchParams.get("pooled") === "true" ? "-pooler" : "";
      const address = `${searchParams.get("role_name")}:hunter2@ep-1${pooler}.neon.tech/${searchParams.get("database_name")}`;
      return json(200, { uri: `postgresql://${address}?sslmode=require` });
    }
    if (pathname === "/snapshots") return json(200, { snapshots: this.snapshots });
    const [, of, what] = pathname.match(/^\/branches\/([^/]+)\/(endpoints|restore|finalize_restore)$/) ?? [];
    if (what === "endpoints") return json(200, { endpoints: this.endpoints[of] ?? [] });
    if (what) return this.#swap(of, what, JSON.parse(body), json, operations);
    if (method === "POST" && pathname === "/endpoints") {
      this.endpoints[JSON.parse(body).endpoint.branch_id] = [{ id: "ep-2" }];
      return json(201, { operations });
    }
    const [, snapshot] = pathname.match(/^\/snapshots\/([^/]+)\/restore$/) ?? [];
    if (snapshot && !this.snapshots.some(({ id }) => id === snapshot)) return json(404, { message: "snapshot not found" });
    if (snapshot) {
      const branch = { id: "br-of-snapshot", name: JSON.parse(body).name };
      this.branches.push(branch);
      return json(200, { branch, operations });
    }
    if (method === "GET") {
      return json(200, { branches: this.branches.filter(({ name }) => name.includes(searchParams.get("search") ?? "")) });
    }
    if (method === "DELETE") {
      this.branches = this.branches.filter(({ id }) => path !== `/branches/${id}`);
      return json(200, { operations });
    }
    const branch = { id: `br-${this.requests.length}`, ...JSON.parse(body).branch };
    this.branches.push(branch);
    this.endpoints[branch.id] = [{ id: "ep-1" }];
    return json(201, { branch, operations });
  }

  /** What is there now stays under another name; what comes in its place has its name. */
  #swap(id, how, { preserve_under_name, source_timestamp, name }, json, operations) {
    const main = this.branches.find((branch) => branch.default);
    if (source_timestamp && source_timestamp < "2026-11-22") return json(400, { message: "timestamp is out of the history" });
    this.branches.push({ id: "br-kept", name: preserve_under_name ?? name });
    if (how === "finalize_restore") {
      this.branches = this.branches.filter((branch) => branch.id !== id);
      main.id = id;
    }
    main.at = source_timestamp ?? "snapshot";
    return json(200, { branch: main, operations });
  }
}

/** What all programs begin with: the call is written down, and fails if the world says so. */
const COMMON = `
const { appendFileSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { basename, join } = require("node:path");
const args = process.argv.slice(2);
const stage = process.env.STAGE;
const worldFile = join(stage, "world.json");
const world = JSON.parse(readFileSync(worldFile, "utf8"));
const call = [basename(process.argv[1]), ...args].join(" ");
appendFileSync(join(stage, "calls"), call.replaceAll(world.deployed, "<deployed>") + "\\n");
appendFileSync(join(stage, "arguments"), call + "\\n");
const isSecret = (name) => /TOKEN|SECRET|API_KEY|DATABASE_URL|POSTGRES/.test(name);
const read = Object.keys(process.env).filter(isSecret).sort();
appendFileSync(join(stage, "secrets"), [basename(process.argv[1]), args[0] + ":", ...read].join(" ") + "\\n");
const how = world.fails[args[0]] ?? world.fails[args[1]];
if (how === true) {
  console.error(args[0] + " does not work today");
  process.exit(1);
}`;

/** The command that `ci/build` builds. */
const DARASA = `
if (args[0] === "migrate") appendFileSync(join(stage, "calls"), "  over " + (process.env.DATABASE_URL_UNPOOLED || process.env.DATABASE_URL) + "\\n");`;

const PROGRAMS = {
  cargo: `
mkdirSync("target/debug", { recursive: true });
copyFileSync(join(stage, "darasa"), "target/debug/darasa");`,
  vercel: `
const write = (changes) => writeFileSync(worldFile, JSON.stringify(Object.assign(world, changes)));
const serve = (id) => write({ serving: id });
switch (args[0]) {
  case "build":
    cpSync("public", ".vercel/output/static", { recursive: true });
    if (how === "leaks") cpSync("Cargo.toml", ".vercel/output/static/Cargo.toml");
    break;
  case "deploy":
    const meta = args[args.indexOf("--meta") + 1];
    if (args.includes("--meta")) write({ listed: { ...world.listed, [meta]: [world.deployed, ...(world.listed[meta] ?? [])] } });
    if (how !== "silent") console.log(JSON.stringify({ id: "dpl_new", url: world.deployed, readyState: "READY" }));
    if (how === "moves") serve("dpl_new");
    break;
  case "list":
    console.error("Deployments for darasa");
    console.log((world.listed[args[args.indexOf("--meta") + 1]] ?? []).slice(0, 20).join("\\n"));
    break;
  case "remove": {
    const gone = args.slice(1, args.indexOf("--yes"));
    const rest = Object.entries(world.listed).map(([meta, urls]) => [meta, urls.filter((url) => !gone.includes(url))]);
    write({ listed: Object.fromEntries(rest) });
    break;
  }
  case "inspect":
    if (world.serving) console.log(JSON.stringify({ id: world.serving }));
    else process.exit(1);
    break;
  case "promote":
    if (how !== "skipped") serve(args[1]);
    if (how === "half") process.exit(1);
    break;
  case "rollback":
    serve(args[1]);
    break;
}`,
};
