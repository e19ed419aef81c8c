// Streams that break: cut, reset or reloaded in the middle, or given up by the model; each is asked for once.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, RESUME, ROUTES, ask, interview, openPractice } from "./practice.mjs";

/** Slow enough that a page sees the middle of a text, on a machine that has other work too. */
const SLOW = { textMs: 100 };
const BROKE = "The connection broke off.";

const question = (job, { id }) => `/app/jobs/${job.id}/questions/${id}`;
const review = (job, id) => `/app/jobs/${job.id}/interviews/${id}/review`;
const finished = (api, job) => interview(api, job, { finished: true });

export async function cuts(world) {
  await order(world.gemini, "pace", SLOW);
  for (const how of ["end", "reset"]) {
    await check(`a question whose stream is cut (${how}) keeps its words, and the rest comes by itself`, async () => {
      const visit = await openPractice(world);
      const { page, posts, button, text } = visit;
      world.proxy.cut(ROUTES.question, { how });
      await button("New question").click();
      await text(BROKE).waitFor();
      const seen = await page.locator("h1").innerText();
      await visit.assertScreen();
      await visit.shot(`cut-question-${how}`);
      await page.getByLabel("Your answer").waitFor();
      const [stored] = await visit.questions();
      assert.ok(stored.text.includes(seen), `"${seen}" is the beginning of the question`);
      assert.match(page.url(), new RegExp(stored.id));
      await visit.allGone(text(BROKE));
      assert.equal(posts(ROUTES.question), 1);
      assert.deepEqual(await visit.used(), { questions: 1, interviews: 0, resumeAnalyses: 0 });
      visit.assertQuiet();
      await visit.context.close();
    });
    await check(`feedback whose stream is cut (${how}) keeps the answer, and the marks come by themselves`, async () => {
      const visit = await openPractice(world, { prepare: ask, path: question });
      const { page, posts, text } = visit;
      world.proxy.cut(ROUTES.feedback, { how });
      await send(visit);
      await text(BROKE).waitFor();
      assert.ok(await page.getByText(ANSWER).first().isVisible(), "what was written stands there");
      await visit.shot(`cut-feedback-${how}`);
      await visit.marked();
      assert.equal(posts(ROUTES.feedback), 1);
      await assertMarkedOnce(visit);
      visit.assertQuiet();
      await visit.context.close();
    });
  }
}

export async function reloads(world) {
  await order(world.gemini, "pace", SLOW);
  await check("a question is found again after a reload in its middle", async () => {
    const visit = await openPractice(world);
    const { page, posts, button } = visit;
    await button("New question").click();
    await page.locator("h1.asked:not(.vh)").waitFor();
    await page.waitForURL(/questions\/[0-9a-f-]{36}$/);
    await page.reload();
    await page.getByText("The question is still being written.").waitFor();
    await visit.assertScreen();
    await visit.shot("reload-question");
    await page.getByLabel("Your answer").waitFor();
    assert.equal(posts(ROUTES.question), 1);
    assert.equal((await visit.used()).questions, 1);
    assert.equal((await visit.questions()).length, 1);
    await visit.context.close();
  });
  await check("the marks of an answer are found again after a reload in their middle", async () => {
    const visit = await openPractice(world, { prepare: ask, path: question });
    const { page, posts } = visit;
    await send(visit);
    await page.getByText(/^of 10$/).first().waitFor();
    await page.reload();
    await page.getByText("The feedback is still being written.").waitFor();
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
    await text("The report is still being written.").waitFor();
    await visit.shot("reload-resume");
    await text(/no AI/).waitFor();
    await page.getByText("ada.txt").first().waitFor();
    await visit.allGone(text("The report is still being written."));
    assert.equal(posts(ROUTES.resume), 1);
    assert.deepEqual(await visit.used(), { questions: 0, interviews: 0, resumeAnalyses: 1 });
    assert.equal((await visit.analyses()).length, 1);
    await visit.context.close();
  });
  await check("the review of an interview is found again after a reload in its middle", async () => {
    const visit = await openPractice(world, { prepare: finished, path: review });
    const { page, posts, button } = visit;
    await button("Mark this interview").click();
    await page.locator(".cat b").first().waitFor();
    await page.reload();
    await page.getByText("The review is still being written.").waitFor();
    await visit.assertScreen();
    await page.locator(".cat b").nth(6).waitFor();
    await button("Mark it anew").waitFor();
    assert.equal(posts(ROUTES.review), 1);
    assert.equal((await visit.used()).interviews, 1);
    await visit.context.close();
  });
}

/** The model breaks off in the middle, so that nothing is stored. */
export async function dies(world) {
  const fault = { fault: { cutAfter: 4 } };
  await check("a question that the model gives up says so, counts nothing, and can be asked for again", async () => {
    const visit = await openPractice(world);
    const { posts, button, text, page } = visit;
    await order(world.gemini, "model", fault);
    await button("New question").click();
    await text("The question broke off.").waitFor();
    await text("Nothing was counted.").waitFor();
    await visit.assertScreen();
    await visit.shot("died-question");
    assert.equal((await visit.used()).questions, 0);
    await button("Try again").click();
    await page.getByLabel("Your answer").waitFor();
    assert.equal(posts(ROUTES.question), 2);
    assert.equal((await visit.used()).questions, 1);
    await visit.context.close();
  });
  await check("marks that the model gives up leave the answer where it was, to be sent again", async () => {
    const visit = await openPractice(world, { prepare: ask, path: question });
    const { posts, button, text } = visit;
    await order(world.gemini, "model", fault);
    await send(visit);
    await text("The feedback broke off.").waitFor();
    await text("Your answer is saved.").waitFor();
    assert.equal((await visit.drafts()).length, 1);
    await visit.assertScreen();
    await visit.shot("died-feedback");
    await button("Try again").click();
    await visit.marked();
    assert.equal(posts(ROUTES.feedback), 2);
    await assertMarkedOnce(visit);
    await visit.context.close();
  });
  await check("a turn that the interviewer gives up keeps what was said, and is sent again", async () => {
    const written = (job, id) => `/app/jobs/${job.id}/interviews/${id}/written`;
    const visit = await openPractice(world, { prepare: interview, path: written });
    const { page, posts, button, text } = visit;
    await order(world.gemini, "model", fault);
    await page.getByRole("textbox").fill("I measured first.");
    await button("Send").click();
    await text("The interviewer's turn broke off.").waitFor();
    assert.equal(await page.getByRole("textbox").inputValue(), "I measured first.");
    await visit.assertScreen();
    await visit.shot("died-turn");
    await button("Try again").click();
    await page.getByRole("log").locator(".turn.them").nth(1).waitFor();
    assert.equal(posts(ROUTES.turn), 2);
    const { items } = await visit.api("GET", `/api/interviews/${visit.prepared}/transcript`);
    assert.equal(items.filter(({ text }) => text === "I measured first.").length, 1);
    assert.equal((await visit.used()).interviews, 1);
    await visit.context.close();
  });
}

async function send({ page, button }) {
  await page.getByLabel("Your answer").fill(ANSWER);
  await button("Get it marked").click();
}

async function assertMarkedOnce(visit) {
  const { answers } = await visit.api("GET", `/api/questions/${visit.prepared.id}`);
  assert.deepEqual(answers.map(({ text }) => text), [ANSWER]);
  assert.deepEqual(await visit.drafts(), [], "there is nothing to be sent any more");
  assert.deepEqual(await visit.used(), { questions: 1, interviews: 0, resumeAnalyses: 0 });
}
