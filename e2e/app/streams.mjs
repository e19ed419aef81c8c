// Streams that go on, in the browser: on another device of the same person, and stopped early or late.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ROUTES, SLOW, ask, at, openPractice, send } from "./practice.mjs";
import { SCREENS } from "./world.mjs";

/** Time to press a button in the middle of a text. */
const SLOWER = { textMs: 250 };
/** What was written is worth a use from 200 characters on. */
const LONG = { answer: { text: Array.from({ length: 40 }, (_, index) => `Word number ${index} of this question. `) } };
const USUAL = { textMs: 40 };

export async function streams(world) {
  await order(world.gemini, "pace", SLOW);
  await check("a question begun on a laptop goes on on a phone at the same address, and is asked for once", async () => {
    const laptop = await openPractice(world, { viewport: SCREENS.laptop });
    await laptop.button("New question").click();
    await laptop.page.waitForURL(/\?stream=/);
    const { pathname, search } = new URL(laptop.page.url());
    await laptop.context.close();
    const { user, job } = laptop;
    const phone = await openPractice(world, { user, job, path: () => pathname + search });
    const { page, posts } = phone;
    if (world.hasRedis) await page.locator('[aria-busy="true"] h1.asked:not(.vh)').waitFor();
    await phone.shot("streams-phone");
    await page.getByLabel("Your answer").waitFor();
    assert.equal(posts(ROUTES.question), 0);
    const [stored, ...others] = await phone.questions();
    assert.equal(others.length, 0);
    assert.ok(page.url().endsWith(stored.id), "the stream has left the address");
    assert.equal((await phone.used()).questions, 1);
    phone.assertQuiet();
    await phone.context.close();
  });
  await check("another person at the same address sees nothing of it", async () => {
    const ada = await openPractice(world);
    await ada.button("New question").click();
    await ada.page.waitForURL(/\?stream=/);
    const { pathname, search } = new URL(ada.page.url());
    const bob = await openPractice(world, { path: () => pathname + search });
    await bob.page.waitForTimeout(3_000);
    assert.equal(await bob.page.locator("h1.asked:not(.vh)").count(), 0);
    await ada.context.close();
    await bob.context.close();
  });
  if (world.hasRedis) await stops(world);
  await order(world.gemini, "pace", USUAL);
}

async function stops(world) {
  await check("a question that is stopped early is not kept, and counts nothing", async () => {
    await order(world.gemini, "pace", SLOWER);
    const visit = await openPractice(world);
    await visit.button("New question").click();
    await visit.page.waitForURL(/\?stream=/);
    await visit.button("Stop").click();
    await visit.text("You stopped it.").waitFor();
    await visit.text("nothing was counted").waitFor();
    await visit.assertScreen();
    await visit.shot("stopped-early");
    assert.equal((await visit.used()).questions, 0);
    assert.deepEqual(await visit.questions(), []);
    await order(world.gemini, "pace", USUAL);
    await visit.button("Try again").click();
    await visit.page.getByLabel("Your answer").waitFor();
    await visit.context.close();
  });
  await check("a question that is stopped late is kept as far as it was written, and counts as one use", async () => {
    const visit = await openPractice(world);
    await order(world.gemini, "pace", SLOW);
    await order(world.gemini, "model", LONG);
    await visit.button("New question").click();
    await visit.text("Word number 12").waitFor();
    await visit.button("Stop").click();
    await visit.text("What was written until then is kept, and counts as one use.").waitFor();
    await visit.page.getByLabel("Your answer").waitFor();
    await visit.assertScreen();
    await visit.shot("stopped-late");
    const [question] = await visit.questions();
    assert.ok(question.text.length < LONG.answer.text.join("").length, "the rest was not written");
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("marks that are stopped early leave the answer on the paper", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
    await order(world.gemini, "pace", SLOWER);
    await send(visit);
    await visit.button("Stop").click();
    await visit.text("You stopped it.").waitFor();
    assert.notEqual(await visit.page.getByLabel("Your answer").inputValue(), "");
    await order(world.gemini, "pace", USUAL);
    await visit.button("Try again").click();
    await visit.marked();
    await visit.context.close();
  });
}
