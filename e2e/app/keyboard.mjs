// Keyboard alone: from the sign-in to a deleted job without a mouse; the focus is seen at each stop.

import assert from "node:assert/strict";
import { order } from "../dev.mjs";
import { check } from "../lib.mjs";
import { tabbing } from "./focus.mjs";
import { ANSWER, RESUME } from "./practice.mjs";

/** The first time, and when there is a report. */
const RESUME_LINK = /^(Check a résumé|Open the report)/;
/** The pace of the emulated model to begin with, and one at which there is time to press Stop. */
const [USUAL, SLOW] = [{ textMs: 40 }, { textMs: 400 }];

export async function keyboard(world) {
  const { page, context, assertQuiet } = await world.open({ path: "/app" });
  // Somebody listens from the beginning, for the browser needs a moment until it hands the chooser over.
  page.on("filechooser", () => {});
  const at = { page, world, ...tabbing(page) };
  let lost = false;
  try {
    for (const [claim, proof] of STEPS) {
      if (lost) break;
      lost = true;
      await check(claim, async () => {
        await proof(at);
        assertQuiet();
        lost = false;
      });
    }
  } finally {
    await context.close();
  }
}

const STEPS = [
  ["by keyboard: a person is chosen with the arrows, and signed in", signIn],
  ["by keyboard: the first stop of a page skips to its content", skip],
  ["by keyboard: the example becomes a job, and the heading has the focus", addJob],
  ["by keyboard: a question is asked, and its words move no focus", ask],
  ["by keyboard: an answer is written and marked, and the focus goes to the marks", answer],
  ["by keyboard: what broke off is tried again, and the focus stays there", tryAgain],
  ["by keyboard: a question that is stopped hands the focus on, and so do the marks and a résumé check", stop],
  ["by keyboard: a résumé is chosen and checked", checkResume],
  ["by keyboard: an earlier report is shown, and the focus stays where its button was", showEarlier],
  ["by keyboard: the text that software sees is unfolded and reached; Escape keeps a report", readText],
  ["by keyboard: an interview is held in writing; Escape keeps it going, the other button ends it", interview],
  ["by keyboard: the interview is marked", review],
  ["by keyboard: the job is deleted; Escape keeps it", deleteJob],
];

async function signIn({ page, world, to, keys, onHeading }) {
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await to(page.locator('input[name="person"]:checked'));
  const other = page.getByLabel("Somebody else");
  while (!(await other.isChecked())) await keys("ArrowDown");
  await to(page.getByRole("textbox"));
  await page.keyboard.type(world.newPerson());
  await to(page.locator('input[name="plan"]:checked'));
  await keys("ArrowUp");
  await keys("ArrowDown");
  await to(page.getByRole("button", { name: "Sign in" }));
  await keys("Enter");
  await page.getByRole("navigation", { name: "Main" }).waitFor();
  await onHeading(/./);
}

async function skip({ page, keys, isOn }) {
  await page.reload();
  await page.getByRole("button", { name: "Use an example" }).waitFor();
  await keys("Tab");
  const link = page.getByRole("link", { name: "Skip to content" });
  assert.ok(await isOn(link), "the first stop");
  assert.ok((await link.boundingBox()).y >= 0, "it is seen while it has the focus");
  await keys("Enter");
  assert.ok(await isOn(page.locator("#main")));
  await keys("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.closest("#main")), "the next stop is in the content");
}

async function addJob({ page, to, keys, onHeading }) {
  await to(page.getByRole("button", { name: "Use an example" }));
  await keys("Space");
  await page.waitForURL(/\/app\/jobs\/[0-9a-f-]{36}$/);
  await onHeading(/./);
}

async function ask({ page, to, keys, onHeading, still }) {
  await to(page.locator('input[name="difficulty"]:checked'));
  assert.ok(await page.getByLabel("Auto").isChecked());
  for (let right = 0; right < 3; right += 1) await keys("ArrowRight");
  assert.ok(await page.getByLabel("Hard").isChecked());
  await to(page.getByRole("button", { name: "New question" }));
  await keys("Enter");
  await page.waitForURL(/\/questions\//);
  await onHeading(/./);
  await still(() => page.getByLabel("Your answer").waitFor());
}

async function answer({ page, to, keys, still }) {
  await to(page.getByLabel("Your answer"));
  await page.keyboard.type(ANSWER);
  await to(page.getByRole("button", { name: "Get it marked" }));
  await keys("Space");
  await page.getByRole("heading", { name: "Feedback" }).waitFor({ state: "attached" });
  await still(() => page.getByRole("button", { name: "Answer again" }).waitFor());
  await to(page.getByRole("button", { name: "Answer again" }));
  await keys("Enter");
  // To write on at once.
  await page.waitForFunction(() => document.activeElement.matches("textarea"));
  await to(page.getByRole("button", { name: "Not now" }));
  await keys("Enter");
}

async function tryAgain({ page, world, to, keys, still }) {
  await to(page.getByRole("button", { name: "Answer again" }));
  await keys("Enter");
  await page.keyboard.type("The second attempt.");
  await order(world.gemini, "model", { fault: { cutAfter: 4 } });
  await keys("Control+Enter");
  const again = page.getByRole("button", { name: "Try again" });
  await still(() => again.waitFor());
  await to(again);
  await keys("Enter");
  await still(() => page.getByRole("button", { name: "Answer again" }).waitFor());
}

async function stop(at) {
  const { page, world, to, keys } = at;
  // Without Redis only the reading can be ended.
  const next = page.getByRole("button", { name: world.hasRedis ? "Try again" : "Show the rest" });
  const stopped = async () => {
    await to(page.getByRole("button", { name: "Stop", exact: true }));
    await keys("Enter");
    await next.waitFor();
    // A question that is not kept leads back to the board that asks, whose heading has the focus.
    await page.waitForFunction(() => document.activeElement?.closest("main"));
    await to(next);
    await order(world.gemini, "pace", USUAL);
    await keys("Enter");
  };
  const slow = () => order(world.gemini, "pace", SLOW);
  await backToJob(at);
  await slow();
  await to(page.getByRole("button", { name: "New question" }));
  await keys("Enter");
  await page.waitForURL(/\/questions\//);
  await stopped();
  await to(page.getByLabel("Your answer"));
  await page.keyboard.type(ANSWER);
  await slow();
  await keys("Control+Enter");
  await stopped();
  await page.getByRole("button", { name: "Answer again" }).waitFor();
  await slow();
  await sendResume(at, { ...RESUME, name: "earlier.txt" });
  await stopped();
  await reported(page).waitFor();
}

/** The keyword report comes with the end. */
const reported = (page) => page.getByText(/no AI/).filter({ hasNotText: "appears when" }).first();

/** The first link of the content leads back to the job. */
async function backToJob({ page, to, keys, onHeading }) {
  await to(page.locator("main a.back").first(), { back: true });
  await keys("Enter");
  await page.waitForURL(/\/app\/jobs\/[0-9a-f-]{36}$/);
  await onHeading(/./);
}

async function sendResume(at, file) {
  const { page, to, keys, onHeading } = at;
  await backToJob(at);
  await to(page.getByRole("link", { name: RESUME_LINK }));
  await keys("Enter");
  await onHeading("Résumé report");
  await to(page.getByRole("button", { name: "Choose a file" }));
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), keys("Enter")]);
  await chooser.setFiles(file);
  await to(page.getByRole("button", { name: "Check this résumé" }));
  await keys("Enter");
}

async function checkResume(at) {
  const { page, still } = at;
  const buffer = Buffer.concat([RESUME.buffer, Buffer.from("Interests\nChess\n")]);
  await sendResume(at, { ...RESUME, buffer });
  await still(() => reported(page).waitFor());
}

async function showEarlier({ page, to, keys, isOn }) {
  await to(page.getByRole("button", { name: /^Show version 1/ }));
  await keys("Enter");
  assert.ok(await isOn(page.getByText("Shown", { exact: true })));
}

/** Both are on the page of a report: its text, which scrolls, and its deletion. */
async function readText({ page, to, keys, isOn }) {
  await to(page.locator("summary").filter({ hasText: "What software sees" }));
  await keys("Enter");
  await to(page.getByRole("region", { name: "Text of earlier.txt" }));
  const open = page.getByRole("button", { name: "Delete this report" });
  await to(open);
  await keys("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.ok(await isOn(dialog.getByRole("button", { name: "Keep it" })), "the safe choice comes first");
  await keys("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await isOn(open), "the focus is where it was");
}

async function interview(at) {
  const { page, to, keys, onHeading, isOn, still } = at;
  await backToJob(at);
  await to(page.getByRole("link", { name: "Prepare an interview" }));
  await keys("Enter");
  await onHeading("Before you begin");
  await to(page.getByRole("button", { name: "Hold it in writing" }));
  await keys("Enter");
  await page.waitForURL("**/written");
  await onHeading("Written interview");
  await to(page.getByRole("button", { name: "Begin" }));
  await keys("Enter");
  const turns = page.getByRole("log").locator(".turn.them");
  const paper = page.getByRole("textbox");
  await paper.waitFor();
  assert.ok(await isOn(paper), "the paper has the focus of the button that is gone");
  await still(() => turns.first().waitFor());
  await page.keyboard.type("I measured first.");
  await keys("Control+Enter");
  await still(() => turns.nth(1).waitFor());
  assert.ok(await isOn(paper));
  const end = page.getByRole("button", { name: "End the interview" });
  await to(end);
  await keys("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.ok(await isOn(dialog.getByRole("button", { name: "Keep going" })), "the safe choice comes first");
  await keys("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await isOn(end), "the focus is where it was");
  await keys("Enter");
  await to(dialog.getByRole("button", { name: "End and review" }));
  await keys("Enter");
  await page.waitForURL("**/review");
  await onHeading(/Your interview of/);
}

async function review({ page, to, keys, still }) {
  await to(page.getByRole("button", { name: "Mark this interview" }));
  await keys("Enter");
  await still(() => page.locator(".cat b").nth(6).waitFor());
}

async function deleteJob(at) {
  const { page, to, keys, onHeading, isOn } = at;
  await backToJob(at);
  await to(page.locator("summary").filter({ hasText: "The job ad" }));
  await keys("Enter");
  const open = page.locator("main details").getByRole("button", { name: "Delete job" });
  await to(open);
  await keys("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  assert.ok(await isOn(dialog.getByRole("button", { name: "Keep it" })), "the safe choice comes first");
  await keys("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.ok(await isOn(open), "the focus is where it was");
  await keys("Space");
  await to(dialog.getByRole("button", { name: "Delete job" }));
  await keys("Space");
  await page.getByText(/is deleted\.$/).first().waitFor();
  await onHeading(/./);
}
