// Study of somebody who comes back: what is due, judged by key; settings; a plan to a date and its calendar link.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { ANSWER, ask, openPractice, until } from "./practice.mjs";
import { LAPTOP } from "../browser.mjs";

const DAY_MS = 86_400_000;
const answered = async (api, job) => {
  const question = await ask(api, job);
  await api("POST", "/api/ai/questions/generate-feedback", { prompt: ANSWER, questionId: question.id });
  return question;
};
/** Lets days pass for somebody: what they did is older, and what comes again comes nearer. */
const passDays = async (world, user, days) => {
  const reply = await fetch(`${world.url}/dev/days`, { method: "POST", body: JSON.stringify({ user, days }) });
  assert.equal(reply.status, 204, await reply.text());
};

/** Runs in the page: the last body that was posted, which the browser's tools do not tell of a stream. */
function keepPosted() {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    if (input instanceof Request && input.method === "POST") {
      sessionStorage.setItem("test.posted", await input.clone().text());
    }
    return fetch(input, init);
  };
}

export async function study(world) {
  await check("nothing is due for somebody who has answered nothing, and the page says so", async () => {
    const visit = await openPractice(world, { path: () => "/app/review" });
    await visit.text("Nothing to review yet.").waitFor();
    await visit.assertScreen();
    await visit.shot("due-nothing");
    await visit.context.close();
  });
  await check("over days a question comes again and again, judged by a key, and later each time", async () => {
    const visit = await openPractice(world, { prepare: answered, path: () => "/app/review" });
    const { page, button, text } = visit;
    const say = async (key, then) => {
      await button("Show the full answer").click();
      await text("Your answer of before").waitFor();
      await page.keyboard.press(key);
      await text(then).waitFor();
    };
    const later = async (days) => {
      await passDays(world, visit.user, days);
      await page.reload();
    };
    const inDays = async () => Number((await text(/It comes again on/).innerText()).match(/in (\d+) days/)[1]);
    await text("Nothing is due today.").waitFor();
    await later(3);
    await page.getByLabel("Answer it in your head, or write it here").fill("A key, 4 of 5.");
    await text("1 question due today.").waitFor();
    await visit.assertScreen();
    await visit.shot("due-question");
    await button("Show the full answer").click();
    await text("Your answer of before").waitFor();
    await visit.assertScreen();
    await visit.shot("due-compare");
    await page.keyboard.press("3");
    const first = await inDays();
    await later(first - 1);
    await text("1 question comes tomorrow.").waitFor();
    await later(1);
    await say("3", /It comes again on/);
    const second = await inDays();
    assert.ok(second > first, `${first}, then ${second} days`);
    await later(second + 2);
    await text("due for 2 days").waitFor();
    // What was forgotten comes tomorrow, whatever it was before.
    await say("1", "It comes again tomorrow.");
    const { counts } = await visit.api("GET", "/api/questions/due");
    assert.deepEqual(counts, { due: 0, tomorrow: 1, week: 1, total: 1 });
    await visit.context.close();
  });
  await check("a queue is worked off to its end, and the server lets nobody judge twice within a minute", async () => {
    const questions = [];
    const prepare = async (api, job) => {
      for (let each = 0; each < 3; each += 1) questions.push(await answered(api, job));
    };
    const visit = await openPractice(world, { prepare, path: () => "/app/review" });
    const { page, button, text } = visit;
    await passDays(world, visit.user, 5);
    await page.reload();
    await text("3 questions due today.").waitFor();
    const due = async () => (await visit.api("GET", "/api/questions/due")).counts.due;
    for (const left of [2, 1, 0]) {
      await button("Show the full answer").click();
      await text("Your answer of before").waitFor();
      await page.keyboard.press("2");
      await until(async () => (await due()) === left, `${left} questions are left`);
      await text("Your answer of before").waitFor({ state: "hidden" });
    }
    await text("Nothing is due today.").waitFor();
    const soon = await visit.api("POST", `/api/questions/${questions[0].id}/review`, { grade: "good" }).catch((error) => error);
    assert.match(soon.message, /409 .*too-soon/);
    await visit.context.close();
  });
  await check("a question that is set aside on one device is brought back on another", async () => {
    const visit = await openPractice(world, { prepare: answered, path: () => "/app/review" });
    await passDays(world, visit.user, 5);
    await visit.page.reload();
    await visit.button("Set it aside").click();
    await visit.text("1 question set aside").waitFor();
    const other = await world.open({ user: visit.user, path: "/app/review", viewport: LAPTOP });
    await other.page.getByText("1 question set aside").click();
    await other.assertScreen();
    await other.shot("due-aside");
    await other.page.getByRole("button", { name: "Bring it back" }).click();
    await other.page.getByRole("button", { name: "Show the full answer" }).waitFor();
    assert.deepEqual((await visit.api("GET", "/api/questions/suspended")).items, []);
    await other.context.close();
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
  await check("a new question of the plan is about the topic that it names", async () => {
    const visit = await openPractice(world, {
      prepare: answered,
      path: ({ id }) => `/app/jobs/${id}/plan`,
      before: ({ page }) => page.addInitScript(keepPosted),
    });
    const { page, button, text } = visit;
    const task = page.getByRole("link", { name: /New question about/ }).first();
    const topic = (await task.innerText()).match(/about (.+?),/)[1];
    await task.click();
    await text(`About ${topic}.`).waitFor();
    await visit.assertScreen();
    await visit.shot("ask-topic");
    await button("Ask me").click();
    await page.getByRole("textbox", { name: "Your answer" }).waitFor();
    assert.equal(JSON.parse(await page.evaluate(() => sessionStorage.getItem("test.posted"))).topic, topic);
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
