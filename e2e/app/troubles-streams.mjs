// Streams that break: cut, reset, or given up by the model; each is asked for once.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, ROUTES, SLOW, ask, assertAskedAgain, assertMarkedOnce, at, interview, openPractice, send } from "./practice.mjs";

const BROKE = "The connection broke off.";
/** What reads a stream again is cut too, twice before a whole word: then the page says that it waits. */
const AGAIN = { bytes: 1, times: 2 };

export async function cuts(world) {
  await order(world.gemini, "pace", SLOW);
  for (const how of ["end", "reset"]) {
    await check(`a question whose stream is cut (${how}) keeps its words, and the rest comes by itself`, async () => {
      const visit = await openPractice(world);
      const { page, posts, button, text } = visit;
      world.proxy.cut(ROUTES.question, { how });
      world.proxy.cut(ROUTES.stream, { how, ...AGAIN });
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
    await check(`marks whose stream is cut (${how}) keep the answer, and come by themselves`, async () => {
      const visit = await openPractice(world, { prepare: ask, path: at.question });
      const { page, posts, text } = visit;
      world.proxy.cut(ROUTES.feedback, { how });
      world.proxy.cut(ROUTES.stream, { how, ...AGAIN });
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

/** The model breaks off in the middle, so that nothing is stored. */
export async function dies(world) {
  const fault = { fault: { cutAfter: 4 } };
  await check("a question that the model gives up says so, counts nothing, and can be asked for again", async () => {
    const visit = await openPractice(world);
    const { button, text } = visit;
    await order(world.gemini, "model", fault);
    await button("New question").click();
    await text("The question broke off.").waitFor();
    await assertAskedAgain(visit, "died-question");
    await visit.context.close();
  });
  await check("marks that the model gives up leave the answer where it was, to be sent again", async () => {
    const visit = await openPractice(world, { prepare: ask, path: at.question });
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
    const visit = await openPractice(world, { prepare: interview, path: at.written });
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
