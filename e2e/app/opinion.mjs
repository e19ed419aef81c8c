// Second opinion of a journey: a grade is checked by a press, told in plain words, and nothing of it is charged to a plan.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { ANSWER, ask, at, openPractice, until } from "./practice.mjs";
import { SCREENS } from "./world.mjs";

const ROUTE = /\/second-opinion$/;
const answered = async (api, job) => {
  const question = await ask(api, job);
  await api("POST", "/api/ai/questions/generate-feedback", { prompt: ANSWER, questionId: question.id });
  return question;
};
const opinion = (rating) => ({ answer: { text: [JSON.stringify({ rating, gaps: ["No example."] })] } });

export async function secondOpinion(world) {
  await check("a grade is checked by the keyboard, and both gradings are told and read aloud", async () => {
    const visit = await openPractice(world, { prepare: answered, path: at.question });
    const { page, button, text } = visit;
    const [first] = (await visit.api("GET", `/api/questions/${visit.prepared.id}`)).answers;
    const before = await visit.used();
    await text("one use of your hourly budget, and none of your plan").waitFor();
    await button("Second opinion").focus();
    await order(world.gemini, "model", opinion(first.rating + 1));
    await page.keyboard.press("Enter");
    const told = page.getByRole("region", { name: "Second opinion" }).getByRole("status");
    await told.getByText(`Two gradings: ${first.rating} and ${first.rating + 1}. Close.`).waitFor();
    await text(`Your answer keeps its ${first.rating}.`).waitFor();
    await visit.assertScreen();
    assert.deepEqual(await visit.used(), before, "nothing of the plan was used");

    await page.reload();
    await told.getByText("Two gradings").waitFor();
    assert.equal(visit.posts(ROUTE), 1, "a reload asks for nothing");
    await order(world.gemini, "model", opinion(first.rating));
    await button("Another opinion").press("Enter");
    await told.getByText("Three gradings").waitFor();
    await visit.allGone(button("Another opinion"));
    await page.waitForFunction(() => document.activeElement !== document.body);
    assert.equal(await button("Second opinion").count(), 0, "two are enough");
    await visit.assertScreen();
    await visit.context.close();
  });
  await check("while it is made the button says so, and what another tab had made is read", async () => {
    const visit = await openPractice(world, { prepare: answered, path: at.question });
    const { button, text } = visit;
    const url = `/api/questions/${visit.prepared.id}`;
    const [answer] = (await visit.api("GET", url)).answers;
    await order(world.gemini, "model", { fault: { delayMs: 1500 } });
    await button("Second opinion").dblclick();
    await button("Grading…").waitFor();
    await text("Two gradings").waitFor();
    await order(world.gemini, "model", {});
    assert.equal(visit.posts(ROUTE), 1, "a double click is one");
    await visit.api("POST", `${url}/answers/${answer.id}/second-opinion`);
    await button("Another opinion").click();
    await text("Three gradings").waitFor();
    await visit.assertScreen();
    await visit.context.close();
  });
  await check("a grading that fails is told, leaves the grade, and is tried again under the same key", async () => {
    const visit = await openPractice(world, { prepare: answered, path: at.question });
    const { page, button, text } = visit;
    const keys = [];
    page.on("request", (request) => {
      if (request.method() === "POST" && ROUTE.test(request.url())) keys.push(request.headers()["idempotency-key"]);
    });
    await order(world.gemini, "model", { fault: { status: 503 }, times: 20 });
    await button("Second opinion").click();
    await text("There is no new opinion.").waitFor();
    await text("Your grade is as it was.").waitFor();
    await order(world.gemini, "model", {});
    await button("Try again").click();
    await text("Two gradings").waitFor();
    await until(() => keys.length === 2, "it was sent twice");
    assert.equal(keys[0], keys[1]);
    await visit.allGone(text("There is no new opinion."));
    await visit.context.close();
  });
  for (const [name, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      await check(`on a ${name}, ${colorScheme}, gradings far apart are fit to be seen`, async () => {
        const visit = await openPractice(world, { prepare: answered, path: at.question, viewport, colorScheme });
        const { button, text } = visit;
        await button("Second opinion").waitFor();
        await visit.shot(`opinion-none-${name}-${colorScheme}`);
        await order(world.gemini, "model", { ...opinion(9), times: 2 });
        await button("Second opinion").click();
        await text("Far apart. The middle one is 9.").waitFor();
        await visit.assertScreen();
        await visit.shot(`opinion-apart-${name}-${colorScheme}`);
        await visit.context.close();
      });
    }
  }
}
