// Two tabs, two devices, and no connection: nothing that was written is lost, and nothing is sent twice.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, ROUTES, SLOW, ask, at, countPosts, interview, openPractice, until } from "./practice.mjs";

export async function tabs(world) {
  await check("two tabs show one draft of an answer, whichever it is written in, and it is marked once", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
    const { page, button } = visit;
    const other = await visit.context.newPage();
    await other.goto(page.url());
    const [here, there] = [page.getByLabel("Your answer"), other.getByLabel("Your answer")];
    await there.waitFor();
    await here.fill("Written in the first tab.");
    await until(async () => (await there.inputValue()) === "Written in the first tab.", "the second tab shows it");
    await there.fill(ANSWER);
    await until(async () => (await here.inputValue()) === ANSWER, "the first tab shows what the second one made of it");
    const posts = [countPosts(page), countPosts(other)];
    await button("Get it marked").click();
    await visit.marked();
    await until(async () => (await visit.drafts()).length === 0, "there is nothing to be sent any more");
    await until(async () => (await there.isHidden()) || (await there.inputValue()) === "", "nor in the second tab");
    const { answers } = await visit.api("GET", `/api/questions/${visit.prepared.id}`);
    assert.deepEqual(answers.map(({ text }) => text), [ANSWER]);
    assert.deepEqual(posts.map((count) => count(ROUTES.feedback)), [1, 0]);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("a written interview in two tabs takes what is said once, and both come to the same talk", async () => {
    await order(world.gemini, "pace", SLOW);
    const visit = await openPractice(world, { prepare: interview, path: at.written });
    const { page } = visit;
    const other = await visit.context.newPage();
    await other.goto(page.url());
    await other.getByRole("textbox").waitFor();
    await page.getByRole("textbox").fill("I measured first.");
    await page.getByRole("button", { name: "Send" }).click();
    // The other tab was not told: it has the same paper, and its button.
    const again = other.getByRole("button", { name: "Send" });
    await until(async () => again.isEnabled(), "the other tab can send");
    await again.click();
    for (const tab of [page, other]) await tab.getByRole("log").locator(".turn.them").nth(1).waitFor();
    const { items } = await visit.api("GET", `/api/interviews/${visit.prepared}/transcript`);
    assert.deepEqual(
      items.map(({ speaker }) => speaker),
      ["interviewer", "candidate", "interviewer"],
    );
    assert.equal((await visit.used()).interviews, 1);
    await visit.context.close();
  });
  await check("a written interview on two devices: the slower one is told, and keeps what it wrote", async () => {
    await order(world.gemini, "pace", SLOW);
    const visit = await openPractice(world, { prepare: interview, path: at.written });
    const { job, prepared, user } = visit;
    const slower = await openPractice(world, { user, job, path: () => at.written(job, prepared) });
    const paper = slower.page.getByRole("textbox");
    await paper.fill("Another thing, said elsewhere.");
    await visit.page.getByRole("textbox").fill("I measured first.");
    await visit.button("Send").click();
    await visit.page.getByRole("log").getByText("I measured first.").waitFor();
    await slower.button("Send").click();
    await slower.text("The interview went on in another tab.").waitFor();
    await slower.page.getByRole("log").getByText("I measured first.").waitFor();
    assert.equal(await paper.inputValue(), "Another thing, said elsewhere.");
    await slower.assertScreen();
    await slower.shot("overtaken");
    const { items } = await visit.api("GET", `/api/interviews/${prepared}/transcript`);
    assert.equal(items.length, 3);
    assert.equal(slower.posts(ROUTES.turn), 1);
    await slower.context.close();
    await visit.context.close();
  });
}

export async function offline(world) {
  await check("offline the page says so, keeps what is written, and goes on when the connection is back", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
    const { page, button, text } = visit;
    const area = page.getByLabel("Your answer");
    await area.fill("Before it went.");
    await visit.context.setOffline(true);
    await text("You are offline.").waitFor();
    await area.fill(ANSWER);
    await text("Saved on this device; sending needs a connection").waitFor();
    assert.equal(await button("Get it marked").isDisabled(), true);
    await area.press("Control+Enter");
    await visit.assertScreen();
    await visit.shot("offline");
    await visit.context.setOffline(false);
    await visit.allGone(text("You are offline."));
    assert.equal(await area.inputValue(), ANSWER);
    assert.equal(visit.posts(ROUTES.feedback), 0);
    await button("Get it marked").click();
    await visit.marked();
    assert.equal(visit.posts(ROUTES.feedback), 1);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("a connection that goes in the middle of a question brings the rest when it is back", async () => {
    await order(world.gemini, "pace", SLOW);
    const visit = await openPractice(world);
    const { page, button, text } = visit;
    await button("New question").click();
    await page.waitForURL(/questions\/[0-9a-f-]{36}$/);
    await visit.context.setOffline(true);
    await text("You are offline.").waitFor();
    await visit.context.setOffline(false);
    await page.getByLabel("Your answer").waitFor();
    assert.equal(visit.posts(ROUTES.question), 1);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
}
