// Changes meanwhile: a job that was edited elsewhere, a deployment that took a page's code away; drafts stay.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { openPractice } from "./practice.mjs";

const API = /^\/api\//;

export async function edits(world) {
  await check("a job that was changed elsewhere meanwhile shows both versions, and loses neither", async () => {
    const visit = await openPractice(world);
    const { page, api, job, button, text } = visit;
    await page.getByText("The job ad").click();
    await button("Edit").click();
    await page.getByLabel("The ad").fill("My ad: bookings, and a week of on-call in six.");
    await page.getByLabel("Company").fill("My company");
    const theirs = { description: "Their ad: bookings, without any on-call." };
    await api("PATCH", `/api/job-infos/${job.id}`, theirs);
    await button("Save").click();
    await page.getByRole("heading", { name: "Two versions" }).waitFor();
    const version = (which) => page.getByRole("group", { name: `${which}: The ad` }).innerText();
    assert.equal(await version("Yours"), "My ad: bookings, and a week of on-call in six.");
    assert.equal(await version("The other"), theirs.description);
    assert.equal(await page.getByLabel("The ad", { exact: true }).inputValue(), await version("Yours"));
    await visit.assertScreen();
    await visit.shot("two-versions");
    const now = await api("GET", `/api/job-infos/${job.id}`);
    assert.equal(now.description, theirs.description, "nothing is saved yet");
    const ad = page.getByRole("region", { name: "The ad: two versions" });
    await ad.getByRole("button", { name: "Take the other" }).click();
    await button("Save this version").click();
    await text("Two versions").waitFor({ state: "hidden" });
    await button("New question").waitFor();
    const saved = await api("GET", `/api/job-infos/${job.id}`);
    assert.deepEqual([saved.name, saved.description], ["My company", theirs.description]);
    assert.equal(visit.posts(API), 0);
    visit.assertQuiet();
    await visit.context.close();
  });
}

const CHUNK = "**/app/assets/Plan-*.js";

export async function deployment(world) {
  const gone = (page, { until = () => false } = {}) =>
    page.route(CHUNK, (route) => (until() ? route.continue() : route.fulfill({ status: 404 })));
  const loads = (page) => {
    const seen = [];
    page.on("request", (request) => request.isNavigationRequest() && seen.push(request.url()));
    return seen;
  };
  await check("a page that is gone after a deployment is loaded anew, once, and a draft is still there", async () => {
    const visit = await openPractice(world, { path: () => "/app" });
    const { page } = visit;
    await page.getByLabel("Paste the ad of another job").fill("A second ad, not added yet.");
    const loaded = loads(page);
    // The page that was loaded anew knows the names of the new deployment.
    await gone(page, { until: () => loaded.length > 0 });
    await page.getByRole("link", { name: "Plan" }).first().click();
    await page.getByRole("heading", { name: "Plan and usage", level: 1 }).waitFor();
    assert.deepEqual(loaded, [`${world.url}/app/plan`]);
    await page.getByRole("link", { name: "Home" }).first().click();
    assert.equal(await page.getByLabel("Paste the ad of another job").inputValue(), "A second ad, not added yet.");
    assert.equal(visit.posts(API), 0);
    await visit.context.close();
  });
  await check("a page that stays away is told instead of being loaded again and again", async () => {
    const visit = await openPractice(world, { path: () => "/app" });
    const { page, button, text } = visit;
    const loaded = loads(page);
    await gone(page);
    await page.getByRole("link", { name: "Plan" }).first().click();
    await text("This page could not be shown.").waitFor();
    assert.equal(loaded.length, 1);
    await page.unroute(CHUNK);
    await button("Load it again").click();
    await page.getByRole("heading", { name: "Plan and usage", level: 1 }).waitFor();
    await visit.context.close();
  });
}
