// `vercel build` as a deployment runs it: every function is there and small, nothing else is published.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { assertDone, check, copyRepository, e2e, filesBelow, isSource, main, root, run, target, vercel, vercelJson } from "./lib.mjs";

const MEGABYTE = 1_000_000;
/** What a function may weigh, by what it does: the larger it is, the later its first reply. */
const LARGEST = 8.5 * MEGABYTE;
const LARGEST_WITH_MODELS = 9 * MEGABYTE;
const LARGEST_WITH_DOCUMENTS = 12 * MEGABYTE;
/** Amazon Linux 2023, on which functions run. */
const NEWEST_GLIBC = 34;

/** It stays from run to run, with cargo's results inside it: then only what has changed is built again. */
const copy = join(target, "e2e", "vercel-build");
const output = join(copy, ".vercel", "output");
const functions = filesBelow(join(root, "api")).filter((file) => file.endsWith(".rs"));

await main(async () => {
  const tools = await zig();
  await prepare();
  console.log(`vercel build in ${copy}`);
  const begin = Date.now();
  const built = await build(tools);
  assertDone(built, "vercel build");
  console.log(`  built in ${Math.round((Date.now() - begin) / 1000)} s`);

  const config = (file) => JSON.parse(readFileSync(join(output, "functions/api", file.replace(/\.rs$/, ".func"), ".vc-config.json"), "utf8"));
  await check(`all ${functions.length} files of api/ are functions, and nothing else is`, () => {
    const made = filesBelow(join(output, "functions")).filter((file) => file.endsWith(".vc-config.json"));
    assert.deepEqual(made, functions.map((file) => join("api", file.replace(/\.rs$/, ".func"), ".vc-config.json")).sort());
    assert.ok(functions.length <= 12, "a Hobby project has at most 12 functions");
  });
  for (const file of functions) {
    await check(`api/${file} is a small binary for the platform`, () => {
      const { filePathMap, handler } = config(file);
      const path = filePathMap?.[handler] ?? Object.values(filePathMap ?? {})[0];
      assert.ok(path, "its binary is named relative to the project");
      const binary = readFileSync(join(copy, path));
      const glibc = [...new Set(binary.toString("latin1").match(/GLIBC_2\.\d+/g))].map((name) => Number(name.slice(8)));
      console.log(`       ${(binary.length / MEGABYTE).toFixed(2).padStart(5)} MB, glibc 2.${Math.max(...glibc)}, ${file}`);
      assert.ok(binary.length <= largest(file), `${binary.length} bytes, and ${largest(file)} are allowed`);
      assert.ok(Math.max(...glibc) <= NEWEST_GLIBC, `it wants glibc 2.${Math.max(...glibc)}`);
    });
  }
  await check("functions that stream from a model, or an export, may take 300 seconds, others 30", () => {
    for (const file of functions) {
      const [, wanted] = Object.entries(vercelJson.functions).find(([pattern]) => matches(pattern, `api/${file}`));
      assert.equal(config(file).maxDuration, wanted.maxDuration, file);
      assert.equal(wanted.maxDuration, streams(file) ? 300 : 30, file);
    }
  });
  await check("every rewrite of vercel.json is a route, and leads to a function or a page", () => {
    const { routes } = JSON.parse(readFileSync(join(output, "config.json"), "utf8"));
    for (const { source, destination } of vercelJson.rewrites) {
      const sample = source.replace(/:\w+(?:\(.*\))?[*+]?/g, "some");
      const route = routes.find(({ src, dest }) => dest?.split("?")[0] === destination && new RegExp(src).test(sample));
      assert.ok(route, `${source} → ${destination} in ${JSON.stringify(routes)}`);
      const isFunction = functions.includes(`${destination.slice("/api/".length)}.rs`);
      assert.ok(isFunction || existsSync(join(output, "static", destination)), destination);
    }
  });
  await check("every cron job of vercel.json is started, at a path that a rewrite leads to its function", () => {
    const { crons } = JSON.parse(readFileSync(join(output, "config.json"), "utf8"));
    assert.deepEqual(crons, vercelJson.crons);
    for (const { path } of crons) assert.ok(vercelJson.rewrites.some(({ source }) => source === path), path);
  });
  await check("only what stands in public/ is published, and no source", () => {
    const published = filesBelow(join(output, "static"));
    assert.deepEqual(published, filesBelow(join(root, "public")));
    assert.deepEqual(published.filter(isSource), []);
  });
  await check("what a deployment looks at before it is uploaded agrees", async () => {
    assertDone(await run(join(root, "ci/no-source-in-static"), [join(output, "static")]), "ci/no-source-in-static");
  });
  await check("a request costs the instructions that bench/instructions.json keeps, of the executables that were built", async () => {
    const [folder] = readdirSync(join(copy, "target")).filter((name) => existsSync(join(copy, "target", name, "release", "health")));
    const counted = await run(join(root, "bench/instructions.sh"), ["--check", "--functions", join(copy, "target", folder, "release")]);
    console.log(counted.stdout);
    assertDone(counted, "bench/instructions.sh");
  });
  await check("without public/robots.txt the build fails instead of publishing the sources", async () => {
    rmSync(join(copy, "public/robots.txt"));
    rmSync(output, { recursive: true });
    const { code } = await build(tools);
    assert.notEqual(code, 0);
    assert.deepEqual(filesBelow(join(output, "static")).filter(isSource), []);
  });
});

function callsModels(file) {
  return file.startsWith("ai/") || ["interviews.rs", "mcp.rs"].includes(file);
}

function streams(file) {
  return callsModels(file) || file === "users/me.rs";
}

function largest(file) {
  if (file === "ai/resumes/analyze.rs") return LARGEST_WITH_DOCUMENTS;
  return callsModels(file) ? LARGEST_WITH_MODELS : LARGEST;
}

/** The folder of cargo-zigbuild, which links against an old glibc, wherever it runs; the CLI calls it for every build outside Vercel's image. */
async function zig() {
  const installed = await run(join(root, "ci/python-tools"), []);
  assertDone(installed, "ci/python-tools");
  return installed.stdout.trim();
}

/** A linked project made by hand: with it `vercel build` asks nobody. */
async function prepare() {
  for (const entry of existsSync(copy) ? readdirSync(copy) : []) {
    if (entry !== "target") rmSync(join(copy, entry), { recursive: true });
  }
  await copyRepository(copy);
  mkdirSync(join(copy, ".vercel"), { recursive: true });
  const settings = { framework: null, buildCommand: null, installCommand: null, outputDirectory: null, rootDirectory: null };
  writeFileSync(join(copy, ".vercel/project.json"), JSON.stringify({ projectId: "prj_x", orgId: "team_x", settings }));
}

function build(tools) {
  // A target folder outside the project would be left out of a deployment of this build without a word.
  const env = { PATH: `${tools}${delimiter}${process.env.PATH}`, CARGO_TARGET_DIR: undefined };
  return run(...vercel(["build", "--yes"], { config: join(copy, ".vercel", "global"), cwd: copy, env }));
}

/** `**` and a slash stand for any folders, `*` for any name; vercel.json uses no more. */
function matches(pattern, file) {
  const literal = (text) => text.replace(/[.[\]]/g, "\\$&").replaceAll("*", "[^/]*");
  return new RegExp(`^${pattern.split("**/").map(literal).join("(?:.*/)?")}$`).test(file);
}
