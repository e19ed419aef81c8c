// Shared reports in the browser: a link is made, read by somebody without an account, listed with its views, revoked.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { at, interview, openPractice, until } from "./practice.mjs";
import { SCREENS } from "./world.mjs";

const CLERK = "https://darasa-dev.clerk.accounts.dev";
/** What looks like a link or a page's markup, in a text that somebody said. */
const SAID = "See https://evil.example/login and <b>press</b> [here](https://evil.example).";

async function judged(api, job) {
  const id = await interview(api, job);
  await api("POST", `/api/interviews/${id}/reply`, { prompt: SAID });
  await api("POST", `/api/interviews/${id}/finish`);
  await api("POST", "/api/ai/interviews/generate-feedback", { interviewId: id });
  return id;
}

/** Opens the part of the review, and makes a link with what is chosen. */
async function makeLink({ page, button, text }, { transcript = false } = {}) {
  if (transcript) await page.getByLabel("All that was said").check();
  await button("Make a link").click();
  await text("Here is your link. It is shown this once.").waitFor();
  return page.locator("code", { hasText: "/app/shared/" }).textContent();
}

/** As somebody whom the link was sent; nothing of Clerk is there for them, and nothing is asked of it. */
async function follow(world, link, options = {}) {
  const opened = await world.open({ ...options, path: "/robots.txt" });
  const asked = [];
  opened.page.on("request", (request) => asked.push(request.url()));
  await opened.page.goto(link);
  return { ...opened, asked };
}

export async function shares(world) {
  await check("a link is made, shown once with its copy button, and read by somebody without an account", async () => {
    const visit = await openPractice(world, { prepare: judged, path: at.review });
    const { page, text, button } = visit;
    await text("Share this report").click();
    assert.ok(await page.getByLabel("The marks and their reasons").isChecked());
    assert.ok(!(await page.getByLabel("All that was said").isChecked()), "what others said is not shown unasked");
    const link = await makeLink(visit);
    assert.match(link, /\/app\/shared\/[\w-]{43}$/);
    await page.getByRole("list", { name: "Links that are alive" }).getByText("read by nobody yet").waitFor();
    await visit.assertScreen();
    await visit.shot("share-made");
    await button("Copy the link").waitFor();

    const reader = await follow(world, link);
    await reader.page.getByRole("heading", { name: "A practice interview" }).waitFor();
    await reader.page.getByRole("heading", { name: "How it went" }).waitFor();
    assert.equal(await reader.page.getByText("What was said", { exact: true }).count(), 0);
    const shown = await reader.page.locator("main").innerText();
    for (const hidden of [visit.user, visit.job.name, visit.job.title, SAID]) {
      assert.ok(!shown.includes(hidden), `${hidden} is shown`);
    }
    assert.ok(!reader.asked.some((url) => url.startsWith(CLERK) || /\/dev\/session|\/api\/(config|users)/.test(url)));
    await reader.assertScreen();
    await reader.context.close();
    const views = async () => (await visit.api("GET", `/api/interviews/${visit.prepared}/shares`)).items[0].views;
    await until(async () => (await views()) === 1, "one visit is one view");
    await page.reload();
    await text("Share this report").click();
    await text("read 1 time").waitFor();
    assert.equal(await page.getByText("It is shown this once").count(), 0, "its address is shown no more");
    await visit.context.close();
  });
  await check("what was said is plain text: no link, no markup, whatever stands in it", async () => {
    const visit = await openPractice(world, { prepare: judged, path: at.review });
    await visit.text("Share this report").click();
    const link = await makeLink(visit, { transcript: true });
    for (const [name, viewport] of Object.entries(SCREENS)) {
      for (const colorScheme of ["light", "dark"]) {
        const reader = await follow(world, link, { viewport, colorScheme });
        await reader.page.getByText(SAID, { exact: true }).waitFor();
        assert.deepEqual(await reader.page.locator("main a").all(), [], "no text became a link");
        assert.equal(await reader.page.locator("main b", { hasText: "press" }).count(), 0);
        await reader.assertScreen();
        await reader.shot(`shared-${name}-${colorScheme}`);
        await reader.context.close();
      }
    }
    await visit.context.close();
  });
  await check("a revoked link is over for whoever has it, one page for all that is over, and the keyboard goes on", async () => {
    const visit = await openPractice(world, { prepare: judged, path: at.review, viewport: SCREENS.laptop, colorScheme: "dark" });
    const { page, text, button } = visit;
    await text("Share this report").focus();
    await page.keyboard.press("Enter");
    const link = await makeLink(visit);
    await page.getByLabel("For how long").selectOption("30");
    await button("Make a link").click();
    await until(async () => (await button(/^Revoke/).count()) === 2, "both are listed");
    await visit.shot("share-list");
    // The newest stands first.
    await button(/^Revoke/).last().focus();
    await page.keyboard.press("Enter");
    await text("The link is revoked.").waitFor();
    await until(async () => (await button(/^Revoke/).count()) === 1, "one is left");
    const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
    assert.equal(focused, "Share this report");
    await visit.assertScreen();
    const first = await page.getByRole("status").filter({ hasText: "The link is revoked." }).elementHandle();
    await button(/^Revoke/).click();
    await until(async () => (await button(/^Revoke/).count()) === 0, "none is left");
    await text("The link is revoked.").waitFor();
    assert.ok(!(await first.evaluate((note) => note.isConnected)), "the second one is a note of its own, so that it is said");
    await visit.context.close();

    for (const address of [link, `${world.url}/app/shared/${"A".repeat(43)}`, `${link}.`]) {
      const reader = await follow(world, address);
      await reader.page.getByRole("heading", { name: "This link is over" }).waitFor();
      assert.equal(await reader.page.title(), "This link is over · darasa");
      await reader.page.getByRole("status").getByText("It had its time").waitFor();
      if (address === link) {
        assert.deepEqual(await reader.page.locator("main a, main button").all(), []);
        await reader.shot("shared-over");
      }
      await reader.context.close();
    }
  });
  await check("whoever has as many links as there can be is led to the interviews they are of", async () => {
    const visit = await openPractice(world, { prepare: judged, path: at.review });
    const path = `/api/interviews/${visit.prepared}/shares`;
    for (let number = 0; number < 20; number += 1) await visit.api("POST", path, {});
    await visit.text("Share this report").click();
    await visit.button("Make a link").click();
    const led = visit.page.getByRole("list", { name: "Interviews with links" }).getByRole("link");
    await led.first().waitFor();
    assert.deepEqual(await led.evaluateAll((links) => links.map((link) => link.pathname)), [at.review(visit.job, visit.prepared)]);
    await visit.context.close();
  });
  await check("a report whose code cannot be loaded says so in words for a stranger", async () => {
    const { page, context } = await world.open({ path: "/robots.txt" });
    await page.route("**/app/assets/Shared-*.js", (route) => route.fulfill({ status: 404 }));
    await page.goto(`${world.url}/app/shared/${"A".repeat(43)}`);
    await page.getByText("This page could not be shown.").waitFor();
    assert.equal(await page.getByText(/drafts/).count(), 0, "they have none here");
    await context.close();
  });
  await check("robots are told to leave the page out, and it names no referrer", async () => {
    const reply = await fetch(`${world.url}/app/shared/${"A".repeat(43)}`);
    assert.deepEqual([reply.headers.get("x-robots-tag"), reply.headers.get("referrer-policy")], ["noindex", "no-referrer"]);
    assert.match(await reply.text(), /<meta name="format-detection" content="telephone=no,date=no,address=no,email=no">/);
    assert.equal((await fetch(`${world.url}/app`)).headers.get("x-robots-tag"), null);
  });
}
