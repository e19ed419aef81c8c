// Refusals: a session that is over, a server that is busy, a plan that is used up; what was written stays.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, ROUTES, ask, at, interview, openPractice, until } from "./practice.mjs";

/** The page takes a new token for each request when the one it has is in its last seconds. */
const SHORT_LIFE = 5;

export async function session(world) {
  await check("a session that ends in the middle of an answer leads back to it after signing in", async () => {
    let over = null;
    const before = async ({ context }) =>
      context.route("**/dev/session", async (route) => {
        if (route.request().method() !== "POST") return route.continue();
        if (over) return route.fulfill({ json: over });
        return route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), ttl: SHORT_LIFE }) });
      });
    const visit = await openPractice(world, { prepare: ask, path: at.question, before });
    const { page, user, button, text } = visit;
    await page.getByLabel("Your answer").fill(ANSWER);
    const address = page.url();
    over = await expired(world, user);
    await button("Get it marked").click();
    await page.getByRole("heading", { name: "You have been signed out" }).waitFor();
    await text("Sign in and you come back to this page.").waitFor();
    assert.equal(page.url(), address);
    await visit.assertScreen();
    await visit.shot("session-over");
    over = null;
    await page.getByLabel("Somebody else").check();
    await page.getByRole("textbox").fill(user);
    await button("Sign in").click();
    await page.getByLabel("Your answer").waitFor();
    assert.equal(page.url(), address);
    assert.equal(await page.getByLabel("Your answer").inputValue(), ANSWER);
    const refused = visit.posts(ROUTES.feedback);
    await button("Get it marked").click();
    await visit.marked();
    assert.deepEqual([refused, visit.posts(ROUTES.feedback)], [2, 3], "once more with a new token, then no more");
    const { answers } = await visit.api("GET", `/api/questions/${visit.prepared.id}`);
    assert.equal(answers.length, 1);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
}

/** A session of this person, as `/dev/session` gave it, that the server refuses by now. */
async function expired(world, user) {
  const body = JSON.stringify({ user, plan: "max", ttl: 1 });
  const given = await (await fetch(`${world.url}/dev/session`, { method: "POST", body })).json();
  const headers = { Authorization: `Bearer ${given.token}` };
  await until(async () => (await fetch(`${world.url}/api/users/me`, { headers })).status === 401, "the token is over");
  return given;
}

/** Refuses the next request to a route as one of too many does. */
function refuseOnce(page, route, seconds) {
  const code = "RATE_LIMIT";
  const problem = { type: "about:blank", title: "Too many requests", status: 429, code, requestId: "req_test" };
  return page.route(
    route,
    (asked) =>
      asked.fulfill({
        status: 429,
        headers: { "Retry-After": String(seconds) },
        contentType: "application/problem+json",
        body: JSON.stringify({ ...problem, detail: "Too many requests; please wait." }),
      }),
    { times: 1 },
  );
}

export async function busy(world) {
  await check("too many requests: the wait is counted down, then it is tried again by itself", async () => {
    const visit = await openPractice(world);
    const { page, text } = visit;
    await refuseOnce(page, ROUTES.question, 4);
    await visit.button("New question").click();
    await text(/^Busy. Trying again in [34] seconds.$/).waitFor();
    await visit.assertScreen();
    await visit.shot("too-many");
    await text(/^Busy. Trying again in [12] seconds?.$/).waitFor();
    await page.getByLabel("Your answer").waitFor();
    assert.equal(visit.posts(ROUTES.question), 2);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("who does not want to wait for a busy server is not charged, and can go back to writing", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
    const { page, button, text } = visit;
    await refuseOnce(page, ROUTES.feedback, 60);
    await page.getByLabel("Your answer").fill(ANSWER);
    await button("Get it marked").click();
    await text(/^Busy. Trying again in \d+ seconds.$/).waitFor();
    await visit.shot("too-many-feedback");
    await button("Do not try again").click();
    assert.equal(await page.getByLabel("Your answer").inputValue(), ANSWER);
    await button("Get it marked").click();
    await visit.marked();
    assert.equal(visit.posts(ROUTES.feedback), 2);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("a model that is busy is waited for, and asked again by itself", async () => {
    // The server's own wait is longer than a test likes.
    const hurry = ({ page }) =>
      page.route(ROUTES.question, async (route) => {
        const reply = await route.fetch();
        const headers = { ...reply.headers(), ...(reply.status() === 503 && { "retry-after": "2" }) };
        await route.fulfill({ response: reply, headers });
      });
    const visit = await openPractice(world, { before: hurry });
    await order(world.gemini, "model", { fault: { status: 503 }, times: 1_000 });
    await visit.button("New question").click();
    await visit.text(/^Busy. Trying again in/).waitFor();
    assert.equal((await visit.used()).questions, 0);
    await order(world.gemini, "model", {});
    await visit.page.getByLabel("Your answer").waitFor();
    assert.ok(visit.posts(ROUTES.question) >= 2);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
}

export async function plan(world) {
  await check("an interview that was used in another place is not left any more, and leads to the plan", async () => {
    const path = ({ id }) => `/app/jobs/${id}/interview`;
    const visit = await openPractice(world, { plan: "free", path });
    const { page, api, job, button, text } = visit;
    await text("Uses 1 of your 1 remaining").waitFor();
    // Its list of interviews too: one that it saw created and not yet begun, it would go on with.
    await page.waitForLoadState("networkidle");
    await interview(api, job, { finished: true });
    await button("Hold it in writing").click();
    await text("The interview could not be opened.").waitFor();
    await text("Your one interview is used.").waitFor();
    await page.getByRole("link", { name: "See plan and usage" }).first().waitFor();
    await visit.assertScreen();
    assert.equal((await visit.used()).interviews, 1);
    await visit.context.close();
  });
  await check("a plan that is used up says what is used and leads to the plan; drafts stay", async () => {
    await order(world.gemini, "pace", { textMs: 0 });
    const prepare = async (api, job) => {
      const first = await ask(api, job);
      for (let count = 1; count < 4; count += 1) await ask(api, job);
      return first;
    };
    const visit = await openPractice(world, { plan: "free", prepare, path: at.question });
    const { page, api, job, button, text } = visit;
    await page.getByLabel("Your answer").fill(ANSWER);
    await text("Saved on this device").waitFor();
    await page.getByRole("link", { name: job.title }).first().click();
    await text("1 of 5 questions left").waitFor();
    // In another place, so that this page does not know.
    await ask(api, job);
    await button("New question").click();
    await text("All 5 questions are used.").waitFor();
    await text("Your drafts stay.").waitFor();
    assert.equal(await button("Try again").count(), 0);
    await visit.assertScreen();
    await visit.shot("plan-limit");
    assert.equal(visit.posts(ROUTES.question), 1);
    assert.equal((await visit.used()).questions, 5);
    assert.equal((await visit.drafts()).length, 1);
    await page.getByRole("link", { name: "See plan and usage" }).click();
    await page.getByRole("heading", { name: "Plan and usage", level: 1 }).waitFor();
    await page.getByText("5 of 5 used").waitFor();
    await visit.context.close();
  });
}
