// Newcomer's journey on a phone: from the first page to a marked answer, a résumé check, a written interview and progress.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { RESUME } from "./practice.mjs";

export const AD = `Backend engineer, bookings

Nanga Freight moves parcels across the lake. You will own the booking API: Rust or Go, PostgreSQL, queues, and a week of on-call in
six. We expect five years of experience with services that people rely on.`;
const ANSWER = `I would have the client send a key with every booking and put a unique constraint on that key.
The second insert fails, and I return the reply of the first.`;

export async function newcomer(world) {
  const opened = await world.open({ path: "/" });
  const { page, assertScreen, shot, context } = opened;
  // What failed leaves the journey where it is; the rest would only wait in vain.
  let lost = false;
  const step = async (claim, proof) => {
    if (lost) return;
    lost = true;
    await check(claim, async () => {
      await proof();
      await assertScreen();
      lost = false;
    });
  };
  const button = (name) => page.getByRole("button", { name });
  const heading = (name) => page.getByRole("heading", { name, level: 1 });

  await step("the first page says what darasa is and leads to the app", async () => {
    await shot("landing");
    await page.getByRole("link", { name: "Start" }).first().click();
    await page.waitForURL("**/app");
  });
  await step("a person and a plan are chosen with one press", async () => {
    await button("Sign in").waitFor();
    await shot("sign-in");
    await page.getByLabel("Somebody else").check();
    await page.getByRole("textbox").fill(world.newPerson());
    await button("Sign in").click();
    await page.getByLabel("The job ad").waitFor();
    await shot("home-empty");
  });
  await step("a pasted ad becomes a job, whose title is found in it", async () => {
    await page.getByLabel("The job ad").fill(AD);
    await page.waitForFunction(
      () => [...document.querySelectorAll("form input")].some(({ value }) => value === "Backend engineer, bookings"),
    );
    await button("Add this job").click();
    await heading("Backend engineer, bookings").waitFor();
    await shot("job-new");
  });
  await step("a question is asked at a level and arrives by itself", async () => {
    await page.getByLabel("Hard").check();
    await button("New question").click();
    await page.getByLabel("Your answer").waitFor();
    await page.waitForURL(/questions\/[0-9a-f-]{36}$/);
    await shot("question");
  });
  await step("an answer is kept while it is written, and comes back after a reload", async () => {
    await page.getByLabel("Your answer").fill(ANSWER);
    await page.getByText("Saved on this device").waitFor();
    await page.reload();
    assert.equal(await page.getByLabel("Your answer").inputValue(), ANSWER);
  });
  await step("it is marked, out of ten, with what works and what is missing", async () => {
    await button("Get it marked").click();
    await page.getByText(/^of 10$/).first().waitFor();
    await page.getByRole("button", { name: "Answer again" }).waitFor();
    await shot("feedback");
  });
  await step("a résumé is checked against the job, with a keyword report that no model made", async () => {
    await page.getByRole("link", { name: "Backend engineer, bookings" }).first().click();
    await page.getByRole("link", { name: /résumé/i }).first().click();
    await page.locator('input[type="file"]').setInputFiles(RESUME);
    const check = button(/check/i);
    if (await check.count()) await check.first().click();
    await page.getByText(/no AI/).first().waitFor();
    await page.locator(".chip.found").first().waitFor();
    await shot("resume");
  });
  await step("an interview is held in writing", async () => {
    await page.getByRole("link", { name: "Backend engineer, bookings" }).first().click();
    await page.getByRole("link", { name: "Prepare an interview" }).click();
    await shot("lobby");
    await button(/in writing/i).first().click();
    await button(/^Begin/).click();
    await page.getByRole("log").locator(".turn.them").first().waitFor();
    for (const said of ["I built the ingestion API.", "I compared both sides every night."]) {
      const before = await page.getByRole("log").locator(".turn.them").count();
      await page.getByRole("textbox").fill(said);
      await button("Send").click();
      await page.waitForFunction((count) => document.querySelectorAll('[role="log"] .turn.them').length > count, before);
    }
    await shot("written");
  });
  await step("it ends with a review: seven categories, transcript and pacing", async () => {
    await button("End the interview").click();
    await page.getByRole("dialog").getByRole("button", { name: /^End/ }).click();
    await page.waitForURL(/\/review$/);
    await page.locator("main .board button").click();
    await page.locator(".cat b").nth(6).waitFor();
    await shot("review");
  });
  await step("progress shows the first rating, as a chart and as a table", async () => {
    await page.getByRole("link", { name: "Progress" }).first().click();
    await page.getByText("Show as a table").first().click();
    await page.getByRole("table").first().waitFor();
    await shot("progress");
  });
  await step("plan and usage tell what was used", async () => {
    await page.getByRole("link", { name: "Plan" }).first().click();
    await page.getByText(/1 question/i).first().waitFor();
    await shot("plan");
  });
  await context.close();
}
