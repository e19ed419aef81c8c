// Study of somebody who comes back: what is due, judged by key; settings; a plan to a date and its calendar link.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { ANSWER, ask, openPractice } from "./practice.mjs";
import { LAPTOP } from "../browser.mjs";

const DAY_MS = 86_400_000;
const answered = async (api, job) => {
  const question = await ask(api, job);
  await api("POST", "/api/ai/questions/generate-feedback", { prompt: ANSWER, questionId: question.id });
  return question;
};
/** As if the days had passed: the page is told that this question is due. */
const makeDue = async ({ page }, questions) => {
  await page.route(/\/api\/questions\/due/, async (route) => {
    const reply = await route.fetch();
    const body = await reply.json();
    const items = questions
      .filter((question) => !question.done)
      .map((question) => ({ question, dueOn: body.today, overdueDays: 1, recall: 0.8, reviews: 1, lapses: 0 }));
    await route.fulfill({ response: reply, json: { ...body, items, counts: { ...body.counts, due: items.length } } });
  });
};

export async function study(world) {
  await check("nothing is due for somebody who has answered nothing, and the page says so", async () => {
    const visit = await openPractice(world, { path: () => "/app/review" });
    await visit.text("Nothing to review yet.").waitFor();
    await visit.assertScreen();
    await visit.shot("due-nothing");
    await visit.context.close();
  });
  await check("what is due is compared with the full answer, judged by a key, and comes again later", async () => {
    const questions = [];
    const prepare = async (api, job) => {
      questions.push(await answered(api, job), await answered(api, job));
      return questions[0];
    };
    const visit = await openPractice(world, {
      prepare,
      path: () => "/app/review",
      before: (opened) => makeDue(opened, questions),
    });
    const { page, button, text } = visit;
    await page.getByLabel("Answer it in your head, or write it here").fill("A key, 4 of 5.");
    await visit.assertScreen();
    await visit.shot("due-question");
    await button("Show the full answer").click();
    await text("Your answer of before").waitFor();
    await visit.assertScreen();
    await visit.shot("due-compare");
    // The server lets nobody judge within a minute of an answer: the page says what it said.
    await page.keyboard.press("3");
    await text("It was not stored.").waitFor();
    await page.route(/\/review$/, (route) =>
      route.fulfill({ status: 201, json: { dueOn: "2027-01-07", intervalDays: 40, recall: 0.9 } }),
    );
    questions[0].done = true;
    await page.keyboard.press("3");
    await text(/It comes again on .*7.*, in 40 days\./).waitFor();
    await button("Set it aside").click();
    await text("1 question set aside").waitFor();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await visit.context.close();
  });
  await check("settings are saved, and a time zone of the browser is offered", async () => {
    const visit = await openPractice(world, { path: () => "/app/settings", timezoneId: "Pacific/Apia" });
    await visit.button(/Use this browser’s: Pacific\/Apia/).click();
    await visit.page.getByLabel("Surer").check();
    await visit.page.getByLabel("Minutes a day").fill("5");
    await visit.button("Save").click();
    await visit.text("Give a whole number from 10 to 240.").waitFor();
    await visit.page.getByLabel("Minutes a day").fill("45");
    await visit.button("Save").click();
    await visit.text("Saved.").waitFor();
    await visit.assertScreen();
    await visit.shot("settings");
    const me = await visit.api("GET", "/api/users/me");
    assert.deepEqual([me.timeZone, me.retention, me.dailyMinutes], ["Pacific/Apia", 0.95, 45]);
    await visit.context.close();
  });
  await check("a day is set, the plan leads to it, and a calendar link is made and withdrawn", async () => {
    const visit = await openPractice(world, { path: ({ id }) => `/app/jobs/${id}/plan`, viewport: LAPTOP });
    const { page, button, text } = visit;
    const day = new Date(Date.now() + 12 * DAY_MS).toISOString().slice(0, 10);
    await page.getByLabel("Your interview is on").fill(day);
    await button("Save the day").click();
    await text(/1[123] days left\./).waitFor();
    await text("Rehearse the interview").waitFor();
    await button("Make a link").click();
    const url = await page.locator("code", { hasText: ".ics" }).innerText();
    await visit.assertScreen();
    await visit.shot("study");
    const feed = (await fetch(new URL(new URL(url).pathname, world.url))).status;
    assert.equal(feed, 200);
    await button("Withdraw it").click();
    await text("The link is withdrawn.").waitFor();
    assert.equal((await fetch(new URL(new URL(url).pathname, world.url))).status, 404);
    await visit.context.close();
  });
  await check("an answer is left out of progress, and counts again", async () => {
    const visit = await openPractice(world, {
      prepare: answered,
      path: (job, { id }) => `/app/jobs/${job.id}/questions/${id}`,
    });
    const { page, button, text } = visit;
    await button("Leave this answer out").click();
    await text("left out of your progress").waitFor();
    await visit.assertScreen();
    assert.equal((await visit.api("GET", "/api/users/me/progress")).answers.count, 0);
    await button("Count it again").click();
    await text("It counts for your progress.").waitFor();
    await page.getByRole("link", { name: "Progress" }).first().click();
    await text(/of 10, likely/).waitFor();
    await visit.assertScreen();
    await visit.context.close();
  });
  await check("a follow-up is asked about an answer, and Practise chooses by itself", async () => {
    const visit = await openPractice(world, {
      prepare: answered,
      path: (job, { id }) => `/app/jobs/${job.id}/questions/${id}`,
    });
    const { page, button } = visit;
    await button("Ask a follow-up").click();
    await page.getByRole("textbox", { name: "Your answer" }).waitFor();
    const [newest] = await visit.questions();
    const { answers } = await visit.api("GET", `/api/questions/${visit.prepared.id}`);
    assert.equal(newest.follows, answers[0].id);
    await page.getByRole("link", { name: visit.job.title }).first().click();
    await button("Practise").click();
    await page.waitForURL(/\/(questions|review)/);
    await visit.assertScreen();
    await visit.context.close();
  });
}
