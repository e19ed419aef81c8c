// Reference page in a browser: its policy, its width, axe's rules, the keyboard, and "try it" against `darasa dev`.
//
//   node reference.mjs
//   node reference.mjs --url http://127.0.0.1:3000 --token "$(cargo darasa token)"   on a running `cargo dev`

import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { LAPTOP, PHONE, assertNarrow, axe, launch, openPage, screenshot } from "./browser.mjs";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { check, main } from "./lib.mjs";

const SCREENS = { phone: PHONE, laptop: LAPTOP };
/** One of each kind: a list, a body, a stream, a file, a signature; an object, one of several. */
const ROWS = ["listJobInfos", "createJobInfo", "generateQuestion", "analyzeResume", "receiveClerkEvent"]
  .map((id) => `op-${id}`)
  .concat("schema-Problem", "schema-UiChunk");
const JOB = { name: "Nanga Freight", title: null, experienceLevel: "senior", description: "Bookings, twice a second." };
const { values: options } = parseArgs({ options: { url: { type: "string" }, token: { type: "string" } } });
if (Boolean(options.url) !== Boolean(options.token)) {
  console.error("usage: node reference.mjs [--url <darasa> --token <session token>]");
  process.exit(2);
}
let browser;
let url;

await main(
  async () => {
    ({ url } = options.url ? options : await dev());
    browser = await launch();
    const token = options.token ?? (await darasa("token"));
    await looks();
    await reading();
    await searching();
    await losing();
    await trying(token);
  },
  async () => {
    await browser?.close();
    cleanUp();
  },
);

/** The page with a row of each kind opened, in each size and colour scheme; with all of them, once. */
async function looks() {
  const open = (page, id) => page.evaluate((id) => (document.getElementById(id).open = true), id);
  for (const [name, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      await check(`on a ${name}, ${colorScheme}: axe finds nothing, the policy holds, 320 px are enough`, async () => {
        const { page, context, assertQuiet } = await openPage(browser, url, { viewport, colorScheme });
        await page.goto(`${url}/reference`);
        await screenshot(page, `reference-${name}-${colorScheme}`);
        for (const id of ROWS) await open(page, id);
        await page.locator("#op-analyzeResume .try fieldset").waitFor();
        assert.deepEqual(await axe(page), []);
        await assertNarrow(page);
        await page.evaluate(() => document.getElementById("op-createJobInfo").scrollIntoView());
        await screenshot(page, `reference-${name}-${colorScheme}-operation`);
        assertQuiet();
        await context.close();
      });
    }
  }
  await check("with every row opened too, and all of it fits", async () => {
    const { page, context, assertQuiet } = await openPage(browser, url, { viewport: PHONE });
    await page.goto(`${url}/reference`);
    const items = await page.locator("details.item").evaluateAll((all) => all.map(({ id }) => id));
    for (const id of items) await open(page, id);
    await page.waitForFunction(() => document.querySelectorAll("details.item[data-operation] .try").length >= 25);
    assert.deepEqual(await axe(page), []);
    await assertNarrow(page);
    assertQuiet();
    await context.close();
  });
}

async function reading() {
  await check("without a script all of it can be read", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${url}/reference`);
    await page.locator("#op-createJobInfo > summary").click();
    await page.locator("#op-createJobInfo dt", { hasText: "experienceLevel" }).waitFor();
    assert.equal(await page.locator(".search").isVisible(), false);
    await context.close();
  });
  await check("a problem's type leads to its code, and a link to an operation opens it", async () => {
    const { page, context, assertQuiet } = await openPage(browser, url);
    await page.goto(`${url}/reference/#problem-stale`);
    assert.equal(new URL(page.url()).hash, "#problem-stale");
    assert.ok(await page.locator("#problem-stale").evaluate((row) => row.getBoundingClientRect().top < innerHeight));
    await page.locator('nav a[href="#op-getJobInfo"]').click();
    await page.locator("#op-getJobInfo[open]").waitFor();
    assertQuiet();
    await context.close();
  });
}

async function losing() {
  await check("a form whose contract did not come says so, and comes when its row is opened again", async () => {
    const { page, context } = await openPage(browser, url);
    await page.route("**/openapi.json", (route) => route.abort());
    await page.goto(`${url}/reference`);
    const item = page.locator("#op-getHealth");
    await item.locator("summary").first().click();
    await item.locator(".note", { hasText: "open it again" }).waitFor();
    await page.unroute("**/openapi.json");
    await item.locator("summary").first().click();
    await item.locator("summary").first().click();
    await item.locator(".try button").first().waitFor();
    assert.equal(await item.locator(".note").count(), 0);
    await context.close();
  });
  await check("a reply that does not come is told, and what was typed stays", async () => {
    const { page, context } = await openPage(browser, url);
    await page.goto(`${url}/reference#op-createJobInfo`);
    const item = page.locator("#op-createJobInfo");
    await item.locator("textarea").fill("{}");
    await page.route("**/api/job-infos", (route) => route.abort());
    await item.locator("form.try button").first().click();
    await item.locator(".note.stop", { hasText: "broke off" }).waitFor();
    assert.equal(await item.locator("textarea").inputValue(), "{}");
    await context.close();
  });
}

async function searching() {
  await check("by keyboard alone: skip link, search, an operation, its form, a reply", async () => {
    const { page, context, assertQuiet } = await openPage(browser, url, { viewport: PHONE });
    await page.goto(`${url}/reference`);
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.textContent.trim());
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "Skip to content");
    await page.keyboard.press("/");
    assert.equal(await focused(), "search");
    await page.keyboard.type("health");
    assert.match(await page.locator(".found").textContent(), /^1 operation/);
    await tabTo(page, (element) => element.tagName === "SUMMARY");
    await page.keyboard.press("Enter");
    await page.locator("#op-getHealth .try button").first().waitFor();
    await tabTo(page, (element) => element.textContent === "Send GET");
    await page.keyboard.press("Enter");
    await page.locator("#op-getHealth .reply .status", { hasText: "200" }).waitFor();
    await screenshot(page, "reference-keyboard");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#search").inputValue(), "");
    assertQuiet();
    await context.close();
  });
  await check("a search finds fields, codes and schemas; what nothing has is said so", async () => {
    const { page, context, assertQuiet } = await openPage(browser, url);
    await page.goto(`${url}/reference`);
    const search = async (words) => {
      await page.locator("#search").fill(words);
      return page.locator(".item:not([hidden])").evaluateAll((all) => all.map(({ id }) => id));
    };
    assert.ok((await search("experienceLevel")).includes("op-createJobInfo"));
    assert.ok((await search("stale")).includes("problem-stale"));
    assert.ok((await search("JobInfo")).includes("schema-JobInfo"));
    assert.deepEqual(await search("stale nonsense"), []);
    assert.ok(await page.locator(".none").isVisible());
    await screenshot(page, "reference-nothing-found");
    assertQuiet();
    await context.close();
  });
}

async function tabTo(page, wanted) {
  for (let at = 0; at < 80; at += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(`(${wanted})(document.activeElement)`)) return;
  }
  throw new Error("80 times Tab did not lead there");
}

async function trying(token) {
  const { page, context, assertQuiet } = await openPage(browser, url);
  const open = async (id) => {
    await page.evaluate((id) => (location.hash = `#op-${id}`), id);
    const item = page.locator(`#op-${id}`);
    await item.locator(".try fieldset").waitFor();
    return item;
  };
  const send = async (item) => {
    await item.locator("form.try button").first().click();
    await item.locator(".reply .status b").waitFor();
    return item.locator(".reply .status b").textContent();
  };
  await page.goto(`${url}/reference`);

  await check("without a token a person is told so", async () => {
    const item = await open("createJobInfo");
    assert.equal(await send(item), "401 Unauthorized");
    assert.match(await item.locator(".reply .note").textContent(), /not-logged-in/);
  });
  await check("a pasted token stays in the tab, and a job is saved", async () => {
    const item = await open("createJobInfo");
    await item.locator("[data-token]").fill(token);
    await item.locator("textarea").fill(JSON.stringify(JOB));
    assert.equal(await send(item), "201 Created");
    assert.match(
      await item.locator(".reply details", { hasText: "Headers" }).locator("pre").textContent(),
      /^location: \/api\/job-infos\//m,
    );
    await page.reload();
    assert.equal(await (await open("createJobInfo")).locator("[data-token]").inputValue(), token);
  });
  await check("a problem is shown with every field that does not fit", async () => {
    const item = await open("createJobInfo");
    await item.locator("textarea").fill(JSON.stringify({ ...JOB, name: "", experienceLevel: "wizard" }));
    assert.match(await send(item), /^422/);
    const errors = await item.locator(".reply .errors li").allTextContents();
    assert.equal(errors.length, 2, errors.join("; "));
    assert.match(errors.join("; "), /#\/name .*#\/experienceLevel /);
    await item.locator(".reply").scrollIntoViewIfNeeded();
    await screenshot(page, "reference-problem");
  });
  await check("a question for that job arrives chunk by chunk", async () => {
    const item = await open("generateQuestion");
    assert.ok(
      !(await item.locator("textarea").inputValue()).includes("3f0d2c1e"),
      "the body has the job that was saved",
    );
    await item.locator(".reply").evaluate((reply) => {
      window.lengths = [];
      const note = () => window.lengths.push(reply.querySelector(".said")?.textContent.length ?? 0);
      new MutationObserver(note).observe(reply, { subtree: true, attributeFilter: ["data-chunks"] });
    });
    await item.locator("form.try button").first().click();
    const said = item.locator(".said:not([aria-busy])");
    await said.waitFor();
    const lengths = await page.evaluate(() => window.lengths);
    assert.equal(lengths.length, Number(await said.getAttribute("data-chunks")));
    assert.ok(new Set(lengths).size > 3, `letters after each chunk: ${lengths.join(", ")}`);
    assert.match(
      await item.locator(".reply details", { hasText: "As it came" }).locator("pre").textContent(),
      /data: \[DONE\]/,
    );
    await item.locator(".reply").scrollIntoViewIfNeeded();
    await screenshot(page, "reference-stream");
  });
  await check("Stop ends it, and says what becomes of it", async () => {
    const item = await open("generateQuestion");
    // In the page itself: from here the stream may be over before a click arrives.
    await item.evaluate((row) => {
      const stop = [...row.querySelectorAll("button")].find((button) => button.textContent === "Stop");
      const first = new MutationObserver(() => stop.click());
      first.observe(row.querySelector(".reply"), { subtree: true, attributeFilter: ["data-chunks"] });
    });
    await item.locator("form.try button").first().click();
    await item.locator(".reply .note", { hasText: "Stopped." }).waitFor();
    assert.equal(await item.getByRole("button", { name: "Stop" }).isVisible(), false);
  });
  await check("the question that was asked can be read under the id that came with it", async () => {
    const item = await open("getQuestion");
    assert.match(await item.locator('[name="id"]').inputValue(), /^[0-9a-f-]{36}$/);
    // The one that was stopped is stored when it is complete.
    for (let tries = 0; tries < 50 && (await send(item)) !== "200 OK"; tries += 1) await page.waitForTimeout(200);
    assert.equal(await item.locator(".reply .status b").textContent(), "200 OK");
  });
  await check("a file is sent as one", async () => {
    const item = await open("analyzeResume");
    const text = "Ada Example. Backend engineer, ten years of booking systems in Rust and PostgreSQL. ".repeat(5);
    await item
      .locator('[name="resumeFile"]')
      .setInputFiles({ name: "ada.txt", mimeType: "text/plain", buffer: Buffer.from(text) });
    await item.locator("form.try button").first().click();
    await item.locator(".said:not([aria-busy])").waitFor();
    assert.equal(typeof JSON.parse(await item.locator(".said").textContent()).overallScore, "number");
  });
  await check("after all of it the page has broken no rule", async () => {
    assert.deepEqual(await axe(page), []);
    assertQuiet();
  });
  await context.close();
}
