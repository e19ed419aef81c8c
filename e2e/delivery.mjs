// The scripts of ci/ that deploy: what they call, in which order, and what is left when something on the way fails.

import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanUp, dev } from "./dev.mjs";
import { check, main, root, run } from "./lib.mjs";
import { BYPASS, Stage } from "./stand-ins.mjs";

const DIRECT = "postgresql://neondb_owner:hunter2@ep-1.neon.tech/neondb?sslmode=require";
const POOLED = DIRECT.replace("ep-1", "ep-1-pooler");
const PRODUCTION = { DATABASE_URL_UNPOOLED: "postgresql://production" };
/** What no command line may have: every process of a machine can read all of them. */
const SECRETS = ["neon-key", "vercel-token", BYPASS, "hunter2", "ready-token", PRODUCTION.DATABASE_URL_UNPOOLED];
const DEPLOYED = [
  "darasa migrate",
  "  over postgresql://production",
  "vercel deploy --prebuilt --prod --skip-domain --archive=tgz --yes --json",
];
const stage = await Stage.set();

await main(async () => {
  console.log("every script");
  await everyScript();
  console.log("ci/smoke and ci/no-source-in-static");
  await smoke();
  await sources();
  console.log("ci/neon-branch");
  await branches();
  console.log("ci/neon-restore");
  await restore();
  console.log("ci/build");
  await build();
  console.log("ci/deploy-staging");
  await staging();
  console.log("ci/deploy-production");
  await production();
  console.log("a darasa that runs");
  await real();
}, () => {
  stage.tearDown();
  cleanUp();
});

/** One claim on a stage that was set up anew; whatever else it shows, no secret was on a command line. */
function on(claim, proof) {
  return check(claim, async () => {
    await stage.reset();
    await proof();
    for (const secret of SECRETS) {
      assert.ok(!stage.commandLines.includes(secret), `${secret} is on a command line:\n${stage.commandLines}`);
    }
  });
}

function stagingOf(branch, env = {}) {
  stage.built("preview");
  return stage.run("ci/deploy-staging", [branch], env);
}

function deploy(env = {}, args = []) {
  stage.built("production");
  return stage.run("ci/deploy-production", args, { ...PRODUCTION, PRODUCTION_URL: stage.domain.url, ...env });
}

/** The calls without the questions who serves the domain, which are many while it is waited for. */
function acts() {
  return stage.calls.filter((call) => !call.startsWith("vercel inspect"));
}

function ended(done, code, words) {
  assert.equal(done.code, code, done.output);
  assert.ok(done.output.includes(words), `${words} is not in:\n${done.output}`);
  for (const secret of SECRETS.slice(0, 5)) {
    assert.ok(!done.output.includes(secret), `${secret} was printed:\n${done.output}`);
  }
}

async function everyScript() {
  const scripts = readdirSync(join(root, "ci")).filter((name) => statSync(join(root, "ci", name)).mode & 0o100);
  for (const script of scripts) {
    await on(`ci/${script} --help says how it is used, and a wrong use is told from a failure`, async () => {
      const help = await stage.run(`ci/${script}`, ["--help"]);
      assert.equal(help.code, 0, help.output);
      assert.ok(help.output.startsWith(`usage: ci/${script}`), help.output);
      const wrong = await stage.run(`ci/${script}`, ["no such", "argument", "at all"]);
      ended(wrong, 2, `usage: ci/${script}`);
      assert.deepEqual(stage.calls, []);
    });
  }
  await on("ci/check does the steps that are named, one after the other, until one fails", async () => {
    ended(await stage.run("ci/check", ["tls", "format", "lints"]), 0, "── lints");
    const lints = "cargo clippy --workspace --all-targets --locked -- -D warnings";
    assert.deepEqual(stage.calls, ["cargo test --workspace --locked --test api", "cargo fmt --all --check", lints]);
    await stage.reset();
    stage.fails("fmt");
    ended(await stage.run("ci/check", ["format", "lints"]), 1, "fmt does not work today");
    assert.deepEqual(stage.calls, ["cargo fmt --all --check"]);
    ended(await stage.run("ci/check", ["format", "everything"]), 2, "no such step: everything");
  });
  await on("what is not set is named, all at once, and nobody is called", async () => {
    for (const [script, args] of [["ci/deploy-production", []], ["ci/deploy-staging", ["staging"]]]) {
      const done = await stage.run(script, args, { VERCEL_TOKEN: "", VERCEL_PROJECT_ID: "" });
      ended(done, 2, "not set: VERCEL_TOKEN VERCEL_PROJECT_ID");
    }
    ended(await stage.run("ci/neon-branch", ["create", "staging"], { NEON_API_KEY: "" }), 2, "not set: NEON_API_KEY");
    assert.deepEqual([...stage.calls, ...stage.neon.requests], []);
  });
}

async function smoke() {
  await on("a good deployment passes, with the bypass header on every request", async () => {
    ended(await stage.run("ci/smoke", [stage.deployed.url]), 0, " passed, 0 failed");
    assert.ok(stage.deployed.requests.length >= 10 && stage.deployed.requests.every(({ bypass }) => bypass === BYPASS));
  });
  await on("without the token nothing is known of its readiness, and a wrong one does not pass", async () => {
    ended(await stage.run("ci/smoke", [stage.deployed.url], { READY_TOKEN: "" }), 0, "strangers hear what was last seen");
    ended(await stage.run("ci/smoke", [stage.deployed.url], { READY_TOKEN: "wrong" }), 1, "FAIL its database is there");
  });
  await on("readiness is asked with the token, and nobody else hears it", async () => {
    ended(await stage.run("ci/smoke", [stage.deployed.url]), 0, "0 failed");
    const heard = stage.deployed.requests.filter(({ authorization }) => authorization === "Bearer ready-token");
    assert.deepEqual(heard.map(({ url }) => url), ["/api/ready"]);
  });
  for (const [path, status, claim] of [
    ["/api/health", 500, "it lives"],
    ["/api/ready", 503, "its database is there"],
    ["/api/config", 500, "a browser gets its configuration"],
    ["/api/users/me", 500, "a stranger gets a problem"],
    ["/api/webhooks/clerk", 500, "an unsigned webhook is refused"],
    ["/Cargo.toml", 200, "nobody reads /Cargo.toml"],
  ]) {
    await on(`${path} with ${status} does not pass`, async () => {
      stage.deployed.broken[path] = status;
      ended(await stage.run("ci/smoke", [stage.deployed.url]), 1, `FAIL ${claim}`);
    });
  }
  await on("a database that wakes late is waited for", async () => {
    stage.deployed.broken["/api/ready"] = 503;
    setTimeout(() => delete stage.deployed.broken["/api/ready"], 1500);
    ended(await stage.run("ci/smoke", [stage.deployed.url], { SMOKE_PATIENCE: "20" }), 0, "0 failed");
  });
  await on("an address where nobody is fails, and says why", async () => {
    ended(await stage.run("ci/smoke", ["http://127.0.0.1:9"]), 1, "nothing (curl: (7)");
  });
  await on("what is no address is a wrong use", async () => {
    for (const address of ["example.com", "https://example.com/api", "file:///etc/passwd"]) {
      ended(await stage.run("ci/smoke", [address]), 2, "not the address of a deployment");
    }
  });
}

async function sources() {
  const published = () => {
    const folder = join(stage.folder, `static-${Math.random()}`);
    cpSync(join(root, "public"), folder, { recursive: true });
    mkdirSync(join(folder, "crates"));
    return folder;
  };
  await on("what stands in public/ may be published, and nothing else, under whatever name", async () => {
    ended(await stage.run("ci/no-source-in-static", [published()]), 0, "only what stands in public/");
    const [leak, link, empty] = [published(), published(), join(stage.folder, "empty")];
    writeFileSync(join(leak, "crates/lib.rs"), "");
    symlinkSync("/etc", join(link, "harmless"));
    mkdirSync(empty, { recursive: true });
    ended(await stage.run("ci/no-source-in-static", [leak]), 1, "crates/lib.rs");
    ended(await stage.run("ci/no-source-in-static", [link]), 1, "harmless");
    ended(await stage.run("ci/no-source-in-static", [empty]), 1, "not even robots.txt");
    ended(await stage.run("ci/no-source-in-static", ["/nowhere"]), 1, "run `vercel build` first");
  });
}

async function restore() {
  const MOMENT = "2026-11-23T03:00:00Z";
  const restored = (...args) => stage.run("ci/neon-restore", args);
  const posts = () => stage.neon.requests.filter((request) => request.startsWith("POST"));
  await on("a moment is looked at in a branch beside everything, which ends by itself", async () => {
    const done = await restored("look", MOMENT);
    const made = stage.neon.branches.at(-1);
    assert.match(made.name, /^look\.[0-9]{10}$/);
    assert.deepEqual([made.parent_id, made.parent_timestamp], ["br-main", MOMENT]);
    const hours = (new Date(made.expires_at) - Date.now()) / 3_600_000;
    assert.ok(hours > 23 && hours < 25, made.expires_at);
    const printed = `BRANCH=${made.name}\nBRANCH_ID=${made.id}\nDATABASE_URL=${POOLED}\nDATABASE_URL_UNPOOLED=${DIRECT}\n`;
    assert.equal(done.stdout, printed, done.output);
    assert.equal(posts().length, 1);
  });
  await on("a swap says what it would do, and does it when it is told to", async () => {
    const would = await restored("swap", MOMENT);
    ended(would, 0, "would POST /branches/br-main/restore");
    assert.deepEqual([posts(), would.stdout], [[], ""]);
    const done = await restored("swap", MOMENT, "--yes");
    ended(done, 0, "swapped");
    const kept = done.stdout.match(/^KEPT=(before-restore\.[0-9]{10})\n$/)[1];
    assert.deepEqual(stage.neon.branches, [
      { id: "br-main", name: "main", default: true, at: MOMENT },
      { id: "br-kept", name: kept },
    ]);
    assert.deepEqual(stage.neon.requests.slice(-1), ["GET /operations/op-1"], "it waits for what Neon does behind its answer");
  });
  await on("a look can be dry too", async () => {
    ended(await restored("look", MOMENT, "--dry-run"), 0, "would POST /branches");
    ended(await restored("look", "snap-1", "--dry-run"), 0, "would POST /snapshots/snap-1/restore");
    assert.deepEqual(posts(), []);
  });
  await on("a snapshot is looked at in a branch that gets a compute, and that branch is swapped in", async () => {
    ended(await restored("snapshots"), 0, "snap-1 2026-11-23T03:00:00Z daily");
    const looked = await restored("look", "snap-1");
    ended({ ...looked, output: looked.output.replaceAll("hunter2", "") }, 0, "BRANCH_ID=br-of-snapshot");
    assert.deepEqual(stage.neon.endpoints["br-of-snapshot"], [{ id: "ep-2" }]);
    ended(await restored("swap", "br-of-snapshot", "--yes"), 0, "KEPT=before-restore.");
    assert.equal(stage.neon.branches.find((branch) => branch.default).id, "br-of-snapshot");
  });
  await on("what is older than the history, or is no snapshot, is said in Neon's words, and nothing is swapped", async () => {
    ended(await restored("swap", "2026-11-01T00:00:00Z", "--yes"), 1, "timestamp is out of the history");
    ended(await restored("look", "snap-9"), 1, "snapshot not found");
    assert.equal(stage.neon.branches.length, 1);
  });
  await on("a swap of which nobody knows whether it has begun is not asked for twice", async () => {
    stage.neon.refusals = [undefined, 503];
    ended(await restored("swap", MOMENT, "--yes"), 1, "Neon answers 503");
    assert.equal(posts().length, 1);
    stage.neon.refusals = [undefined, 423];
    ended(await restored("swap", MOMENT, "--yes"), 0, "swapped");
  });
  await on("an operation that was cancelled is a failure", async () => {
    stage.neon.operation = "cancelled";
    ended(await restored("swap", MOMENT, "--yes"), 1, "op-1 is cancelled");
  });
  await on("what is no moment, no snapshot and no branch is not asked for", async () => {
    for (const args of [["swap", "yesterday"], ["swap", "2026-11-23"], ["look", "br-main"], ["swap", "snap-1"], ["look", "snap-1/../x"],
      ["swap", MOMENT, "--force"], ["look"], ["snapshots", MOMENT]]) {
      ended(await restored(...args), 2, "usage: ci/neon-restore");
    }
    assert.deepEqual(stage.neon.requests, []);
  });
}

async function branches() {
  const names = () => stage.neon.branches.map(({ name }) => name);
  await on("a branch is made beside those of before, with an end, and its name and both addresses are printed", async () => {
    stage.neon.branches.push({ id: "br-old", name: "staging.1" }, { id: "br-other", name: "staging-2" });
    const done = await stage.run("ci/neon-branch", ["create", "staging"], { NEON_BRANCH_DAYS: "1" });
    const made = stage.neon.branches.at(-1);
    assert.match(made.name, /^staging\.[0-9]{10}$/);
    assert.equal(done.stdout, `BRANCH=${made.name}\nDATABASE_URL=${POOLED}\nDATABASE_URL_UNPOOLED=${DIRECT}\n`, done.output);
    const hours = (new Date(made.expires_at) - Date.now()) / 3_600_000;
    assert.ok(hours > 23 && hours < 25 && !("parent_id" in made), JSON.stringify(made));
    const asked = stage.neon.requests.map((request) => request.replace(/ \{.*/, "").replace(/\?.*pooled/, "?…pooled"));
    assert.deepEqual(asked, [
      "POST /branches",
      "GET /operations/op-1",
      `GET /connection_uri?…pooled=true&database_name=neondb&role_name=neondb_owner`,
      `GET /connection_uri?…pooled=false&database_name=neondb&role_name=neondb_owner`,
    ]);
    assert.deepEqual(names(), ["main", "staging.1", "staging-2", made.name]);
  });
  await on("its parent can be another than the default", async () => {
    await stage.run("ci/neon-branch", ["create", "preview/pr-7"], { NEON_PARENT_BRANCH: "br-main" });
    assert.equal(stage.neon.branches[1].parent_id, "br-main");
  });
  await on("a project that is busy is asked again", async () => {
    stage.neon.refusals = [423, 503, 429];
    assert.equal((await stage.run("ci/neon-branch", ["create", "staging"])).code, 0);
  });
  await on("what Neon refuses ends it, with Neon's words", async () => {
    const done = await stage.run("ci/neon-branch", ["create", "staging"], { NEON_API_KEY: "wrong" });
    ended(done, 1, "Neon answers 401 to POST /branches: authentication required");
    assert.deepEqual(names(), ["main"]);
  });
  await on("an operation that was cancelled is a failure", async () => {
    stage.neon.operation = "cancelled";
    ended(await stage.run("ci/neon-branch", ["create", "staging"]), 1, "op-1 is cancelled");
  });
  await on("all of a branch are deleted, or all but one, and none to delete is fine", async () => {
    const others = ["preview/pr-70.1", "preview/pr-7.x", "preview/pr-7.1.2", "a-preview/pr-7"];
    for (const name of ["preview/pr-7", "preview/pr-7.1", "preview/pr-7.2", ...others]) {
      stage.neon.branches.push({ id: `br-${name}`, name });
    }
    const kept = await stage.run("ci/neon-branch", ["delete", "preview/pr-7", "preview/pr-7.2"]);
    ended(kept, 0, "deleted branch preview/pr-7.1 (br-preview/pr-7.1)");
    assert.deepEqual(names(), ["main", "preview/pr-7.2", ...others]);
    ended(await stage.run("ci/neon-branch", ["delete", "preview/pr-7"]), 0, "deleted branch preview/pr-7.2");
    ended(await stage.run("ci/neon-branch", ["delete", "preview/pr-7"]), 0, "there is no branch preview/pr-7");
    assert.deepEqual(names(), ["main", ...others]);
    ended(await stage.run("ci/neon-branch", ["create", "preview/pr-7", "preview/pr-7.2"]), 2, "no such order");
  });
  await on("no other branch is touched", async () => {
    for (const name of ["main", "production", "preview/", "staging ", "staging-2", "staging.x", "preview/../main"]) {
      ended(await stage.run("ci/neon-branch", ["delete", name]), 2, "neither staging nor below preview/");
    }
    assert.deepEqual(stage.neon.requests, []);
  });
}

async function build() {
  for (const [environment, flags] of [["preview", ""], ["production", " --prod"]]) {
    await on(`${environment} is built without a secret, though the shell has all of them`, async () => {
      ended(await stage.run("ci/build", [environment], PRODUCTION), 0, "only what stands in public/");
      assert.deepEqual(stage.calls, [
        "cargo build --locked --package darasa-cli --no-default-features",
        "darasa doctor --write-csp",
        `vercel build --yes${flags}`,
      ]);
      assert.deepEqual(stage.secretsRead, ["cargo build:", "darasa doctor:", "vercel build:"]);
      assert.equal(readFileSync(join(stage.clone, ".vercel/built-for"), "utf8"), `${environment}\n`);
    });
  }
  await on("what was pulled or built before is gone, and a clone stays linked to its project", async () => {
    const folder = join(stage.clone, ".vercel");
    mkdirSync(join(folder, "output"), { recursive: true });
    for (const file of ["output/old", ".env.production.local", "project.json"]) writeFileSync(join(folder, file), "mine");
    ended(await stage.run("ci/build", ["preview"]), 0, "");
    assert.deepEqual(readdirSync(folder).sort(), ["built-for", "output", "project.json"]);
    assert.deepEqual(readdirSync(join(folder, "output")), ["static"]);
    assert.equal(readFileSync(join(folder, "project.json"), "utf8"), "mine\n");
  });
  await on("a build that fails, or would publish sources, cannot be deployed", async () => {
    const ways = [["build", "leaks", "Cargo.toml"], ["build", true, "does not work today"], ["doctor", true, "doctor does not work"]];
    for (const [what, how, words] of ways) {
      await stage.reset();
      stage.fails(what, how);
      ended(await stage.run("ci/build", ["preview"]), 1, words);
      ended(await stage.run("ci/deploy-staging", ["staging"]), 1, "nothing is built for preview");
    }
  });
}

async function staging() {
  const before = [
    "darasa migrate",
    `  over ${DIRECT}`,
    "vercel deploy --prebuilt --archive=tgz --yes --json --meta darasaBranch=staging"
      + " --env DATABASE_URL --env DATABASE_URL_UNPOOLED",
  ];
  const list = "vercel list --yes --meta darasaBranch=staging";
  const earlier = ["https://one.vercel.app", "https://two.vercel.app"];
  const withEarlier = () => {
    stage.neon.branches.push({ id: "br-before", name: "staging.1" });
    stage.world = { ...stage.world, listed: { "darasaBranch=staging": earlier, "darasaBranch=preview/pr-7": ["https://pr7.vercel.app"] } };
  };
  const branches = () => stage.neon.branches.map(({ name }) => name);
  await on("branch, migrations, deployment, smoke test; then its address", async () => {
    const file = join(stage.folder, "output");
    writeFileSync(file, "");
    const done = await stagingOf("staging", { GITHUB_OUTPUT: file });
    ended(done, 0, "");
    assert.equal(done.stdout, `${stage.deployed.url}\n`);
    assert.equal(readFileSync(file, "utf8"), `url=${stage.deployed.url}\n`);
    assert.deepEqual(stage.calls, [...before, list]);
    assert.ok(stage.deployed.requests.length > 0 && stage.deployed.requests.every(({ bypass }) => bypass === BYPASS));
  });
  await on("in a workflow the addresses of its database are masked before anything can print them", async () => {
    const { code, output } = await stagingOf("staging", { GITHUB_ACTIONS: "true" });
    assert.equal(code, 0, output);
    assert.ok(output.includes(`::add-mask::${POOLED}\n::add-mask::${DIRECT}\n`), output);
    assert.equal(output.split("hunter2").length, 3, "printed nowhere else");
  });
  await on("without a branch nothing is deployed", async () => {
    stage.neon.refusals = [400];
    ended(await stagingOf("staging"), 1, "Neon answers 400");
    assert.deepEqual(stage.calls, []);
  });
  await on("the command gets the database's addresses and no other secret, the CLI no key of Neon's", async () => {
    ended(await stagingOf("staging"), 0, "");
    assert.deepEqual(stage.secretsRead, [
      "darasa migrate: DATABASE_URL DATABASE_URL_UNPOOLED",
      "vercel deploy: DATABASE_URL DATABASE_URL_UNPOOLED VERCEL_TOKEN",
      "vercel list: VERCEL_TOKEN",
    ]);
  });
  await on("what is not built is not deployed, and nobody is asked for a branch", async () => {
    stage.built("production");
    ended(await stage.run("ci/deploy-staging", ["staging"]), 1, "nothing is built for preview: run `ci/build preview` first");
    assert.deepEqual([...stage.calls, ...stage.neon.requests], []);
  });
  await on("migrations that fail stop it before anything is deployed", async () => {
    stage.fails("migrate");
    ended(await stagingOf("staging"), 1, "does not work today");
    assert.deepEqual(stage.calls, before.slice(0, 1));
  });
  await on("a deployment without an address is a failure", async () => {
    stage.fails("deploy", "silent");
    ended(await stagingOf("staging"), 1, "vercel deploy printed no address");
  });
  await on("a deployment that does not pass is a failure", async () => {
    stage.deployed.broken["/api/config"] = 500;
    ended(await stagingOf("staging"), 1, "FAIL a browser gets its configuration");
  });
  await on("what was there before goes when the new one has passed, and nothing else", async () => {
    withEarlier();
    ended(await stagingOf("staging"), 0, "removed 2 deployments of staging");
    assert.deepEqual(stage.calls, [...before, list, `vercel remove ${earlier.join(" ")} --yes --scope team_x`, list]);
    assert.equal(branches().length, 2, `${branches()}`);
    assert.match(branches()[1], /^staging\.[0-9]{10}$/);
    const left = { "darasaBranch=staging": [stage.deployed.url], "darasaBranch=preview/pr-7": ["https://pr7.vercel.app"] };
    assert.deepEqual(stage.world.listed, left);
  });
  await on("when the new one fails, wherever, the one of before keeps its database, and the new database goes", async () => {
    const failures = [
      () => stage.fails("migrate"),
      () => stage.fails("deploy"),
      () => (stage.deployed.broken["/api/config"] = 500),
    ];
    for (const fail of failures) {
      await stage.reset();
      withEarlier();
      fail();
      assert.equal((await stagingOf("staging")).code, 1);
      assert.deepEqual(branches(), ["main", "staging.1"]);
      assert.ok(!stage.calls.some((call) => call.startsWith("vercel remove")), `${stage.calls}`);
    }
  });
  await on("of a closed preview all deployments go, however many, and no others", async () => {
    const many = Array.from({ length: 45 }, (_, number) => `https://pr7-${number}.vercel.app`);
    stage.world = { ...stage.world, listed: { "darasaBranch=preview/pr-7": many, "darasaBranch=staging": earlier } };
    ended(await stage.run("ci/remove-deployments", ["preview/pr-7"]), 0, "removed 45 deployments of preview/pr-7");
    assert.deepEqual(stage.world.listed, { "darasaBranch=preview/pr-7": [], "darasaBranch=staging": earlier });
    ended(await stage.run("ci/remove-deployments", ["preview/pr-7"]), 0, "removed 0 deployments of preview/pr-7");
    ended(await stage.run("ci/remove-deployments", ["main"]), 2, "neither staging nor below preview/");
    stage.fails("remove");
    ended(await stage.run("ci/remove-deployments", ["staging"]), 1, "remove does not work today");
    stage.fails("list");
    ended(await stage.run("ci/remove-deployments", ["staging"]), 1, "list does not work today");
  });
}

async function production() {
  const serves = (id) => assert.equal(stage.world.serving, id);
  const promoted = [...DEPLOYED, "vercel promote dpl_new --yes --timeout 5m --scope team_x"];
  const rolledBack = [...promoted, "vercel rollback dpl_old --yes --timeout 3m --scope team_x"];

  await on("what is not built is not deployed", async () => {
    stage.built("preview");
    const done = await stage.run("ci/deploy-production", [], { ...PRODUCTION, PRODUCTION_URL: stage.domain.url });
    ended(done, 1, "nothing is built for production: run `ci/build production` first");
    assert.deepEqual(stage.calls, []);
  });
  await on("the command gets the database's address and no other secret, the CLI no address and no token of a monitor", async () => {
    ended(await deploy(), 0, "");
    const [migrate, deployment] = stage.secretsRead.filter((line) => !line.startsWith("vercel inspect"));
    assert.equal(migrate, "darasa migrate: DATABASE_URL DATABASE_URL_UNPOOLED");
    assert.equal(deployment, "vercel deploy: VERCEL_TOKEN");
  });
  await on("migrations, deployment, smoke test, promotion, smoke test of the domain", async () => {
    ended(await deploy(), 0, "`vercel rollback dpl_old` undoes it");
    assert.deepEqual(acts(), promoted);
    assert.ok(stage.deployed.requests.length > 0 && stage.domain.requests.length > 0);
    serves("dpl_new");
  });
  await on("another region is asked for, and what does not run there is not promoted", async () => {
    stage.deployed.region = stage.domain.region = "dub1";
    ended(await deploy({}, ["--region", "dub1"]), 0, "it runs in dub1");
    assert.ok(acts().includes(`${DEPLOYED[2]} --regions dub1`), acts().join("\n"));
    serves("dpl_new");
    await stage.reset();
    ended(await deploy({}, ["--region", "dub1"]), 1, "FAIL it runs in dub1");
    serves("dpl_old");
    await stage.reset();
    for (const args of [["--region"], ["--region", "Dublin"], ["--region", "dub1", "x"]]) {
      ended(await deploy({}, args), 2, "usage: ci/deploy-production");
    }
    assert.deepEqual(stage.calls, []);
  });
  await on("migrations that fail stop it before anything is deployed", async () => {
    stage.fails("migrate");
    ended(await deploy(), 1, "does not work today");
    assert.deepEqual(acts(), DEPLOYED.slice(0, 1));
    serves("dpl_old");
  });
  await on("a deployment that fails, or tells no address, is not promoted", async () => {
    for (const how of [true, "silent"]) {
      await stage.reset();
      stage.fails("deploy", how);
      ended(await deploy(), 1, how === true ? "does not work today" : "vercel deploy printed no address");
      assert.deepEqual(acts(), DEPLOYED);
      serves("dpl_old");
    }
  });
  await on("a deployment that does not pass is not promoted", async () => {
    stage.deployed.broken["/api/ready"] = 503;
    ended(await deploy(), 1, "dpl_new does not pass: production is as it was");
    assert.deepEqual(acts(), DEPLOYED);
    serves("dpl_old");
  });
  await on("one that does not pass and took the domain all the same is rolled back", async () => {
    stage.fails("deploy", "moves");
    stage.deployed.broken["/api/ready"] = 503;
    ended(await deploy(), 1, "rolled back to dpl_old");
    assert.deepEqual(acts(), [...DEPLOYED, rolledBack.at(-1)]);
    serves("dpl_old");
  });
  await on("a promotion that fails leaves production as it was", async () => {
    stage.fails("promote");
    ended(await deploy(), 1, "the promotion of dpl_new failed: production is as it was");
    assert.deepEqual(acts(), promoted);
    serves("dpl_old");
  });
  await on("a promotion that broke off half-way is rolled back", async () => {
    stage.fails("promote", "half");
    ended(await deploy(), 1, "the promotion of dpl_new broke off: rolled back to dpl_old");
    assert.deepEqual(acts(), rolledBack);
    serves("dpl_old");
  });
  await on("a promotion that says it is done and is not is rolled back", async () => {
    stage.fails("promote", "skipped");
    ended(await deploy(), 1, "the domain does not lead to dpl_new: rolled back to dpl_old");
    assert.deepEqual(acts(), rolledBack);
  });
  await on("a domain that does not pass after the promotion is rolled back, and the job fails", async () => {
    stage.domain.broken["/api/users/me"] = 500;
    const old = stage.domain.answer.bind(stage.domain);
    stage.domain.answer = (request, body) => {
      stage.domain.broken = stage.world.serving === "dpl_new" ? { "/api/users/me": 500 } : {};
      return old(request, body);
    };
    ended(await deploy(), 1, "dpl_new does not pass on the domain: rolled back to dpl_old");
    assert.deepEqual(acts(), rolledBack);
    serves("dpl_old");
  });
  await on("a rollback that fails calls for somebody", async () => {
    stage.domain.broken["/api/users/me"] = 500;
    stage.fails("rollback");
    ended(await deploy(), 1, "PRODUCTION NEEDS YOU");
    assert.deepEqual(acts(), rolledBack);
  });
  await on("a rollback to what does not pass either calls for somebody", async () => {
    stage.domain.broken["/api/users/me"] = 500;
    ended(await deploy(), 1, "the deployment of before does not pass either: PRODUCTION NEEDS YOU");
  });
  await on("a domain that is none is a wrong use", async () => {
    for (const PRODUCTION_URL of ["https://example.com/api", "http://example.com", "--help"]) {
      ended(await deploy({ PRODUCTION_URL }), 2, "PRODUCTION_URL is not like https://api.example.com");
    }
    assert.deepEqual(stage.calls, []);
  });
  await on("without a deployment to go back to it does not begin", async () => {
    stage.world = { ...stage.world, serving: "" };
    ended(await deploy(), 1, "the first one is made by hand");
    assert.deepEqual(acts(), []);
  });
}

async function real() {
  const { url } = await dev();
  await check("`cargo dev` passes ci/smoke", async () => {
    const done = await run(join(root, "ci/smoke"), [url]);
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /^(  ok   .*\n|http.*\n)+\d+ passed, 0 failed\n$/);
  });
}
