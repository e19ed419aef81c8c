// Reloads in the middle of a stream: what is being written is found again, and asked for once.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, RESUME, ROUTES, SLOW, ask, assertAskedAgain, assertMarkedOnce, at, interview, openPractice, send } from "./practice.mjs";

/** Pieces of a text, so many that a page is loaded anew before the last one. */
const LATE = 25;

/** The address of a question that is being written. */
const WRITTEN = /questions\/[0-9a-f-]{36}\?stream=/;

const finished = (api, job) => interview(api, job, { finished: true });

export async function reloads(world) {
  await order(world.gemini, "pace", SLOW);
  await check("a question is found again after a reload in its middle", async () => {
    const visit = await openPractice(world);
    const { page, posts, button } = visit;
    await button("New question").click();
    await page.locator("h1.asked:not(.vh)").waitFor();
    await page.waitForURL(WRITTEN);
    await page.reload();
    await button("Stop").waitFor();
    // Without Redis the rest comes when it is stored.
    if (world.hasRedis) await page.locator('[aria-busy="true"] h1.asked:not(.vh)').waitFor();
    await visit.assertScreen();
    await visit.shot("reload-question");
    await page.getByLabel("Your answer").waitFor();
    assert.equal(posts(ROUTES.question), 1);
    assert.equal((await visit.used()).questions, 1);
    assert.equal((await visit.questions()).length, 1);
    await visit.context.close();
  });
  await check("a question that the model gives up after a reload says so, counts nothing, and is asked again", async () => {
    const visit = await openPractice(world);
    const { page, button, text } = visit;
    await order(world.gemini, "model", { fault: { cutAfter: LATE } });
    await button("New question").click();
    await page.waitForURL(WRITTEN);
    await page.reload();
    await text("The question broke off.").waitFor();
    await assertAskedAgain(visit, "reload-died-question");
    await visit.context.close();
  });
  await check("the marks of an answer are found again after a reload in their middle", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
    const { page, posts } = visit;
    await send(visit);
    await page.getByText(/^of 10$/).first().waitFor();
    await page.reload();
    await page.getByText(/^of 10$/).first().waitFor();
    assert.ok(await page.getByText(ANSWER).first().isVisible());
    await visit.marked();
    assert.equal(posts(ROUTES.feedback), 1);
    await assertMarkedOnce(visit);
    await visit.context.close();
  });
  await check("a résumé check is found again after a reload in its middle", async () => {
    const visit = await openPractice(world, { path: ({ id }) => `/app/jobs/${id}/resume` });
    const { page, posts, button, text } = visit;
    await page.locator('input[type="file"]').setInputFiles(RESUME);
    await button("Check this résumé").click();
    await text("is being read and marked").waitFor();
    await page.locator('[aria-busy="true"] .num, [aria-busy="true"] b').first().waitFor();
    await page.reload();
    await page.locator('[aria-busy="true"] .num, [aria-busy="true"] b').first().waitFor();
    await visit.shot("reload-resume");
    await text(/no AI/).waitFor();
    await page.getByText("ada.txt").first().waitFor();
    await visit.allGone(page.locator('[aria-busy="true"]').first());
    assert.equal(posts(ROUTES.resume), 1);
    assert.deepEqual(await visit.used(), { questions: 0, interviews: 0, resumeAnalyses: 1 });
    assert.equal((await visit.analyses()).length, 1);
    await visit.context.close();
  });
  await check("the review of an interview is found again after a reload in its middle", async () => {
    const visit = await openPractice(world, { prepare: finished, path: at.review });
    const { page, posts, button } = visit;
    await button("Mark this interview").click();
    await page.locator(".cat b").first().waitFor();
    await page.reload();
    await page.locator(".cat b").first().waitFor();
    await visit.assertScreen();
    await page.locator(".cat b").nth(6).waitFor();
    await button("Mark it again").waitFor();
    assert.equal(posts(ROUTES.review), 1);
    assert.equal((await visit.used()).interviews, 1);
    await visit.context.close();
  });
}
