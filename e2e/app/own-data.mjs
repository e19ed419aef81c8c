// Own data in the browser: an archive; one question, answer and interview deleted; an account, and its receipt.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { check } from "../lib.mjs";
import { ANSWER, ask, at, interview, openPractice } from "./practice.mjs";

const answered = async (api, job) => {
  const question = await ask(api, job);
  await api("POST", "/api/ai/questions/generate-feedback", { prompt: ANSWER, questionId: question.id });
  return question;
};

export async function ownData(world) {
  await check("everything is exported as the server writes it, under the name that it gives", async () => {
    const visit = await openPractice(world, { prepare: answered, path: () => "/app/data" });
    const [download] = await Promise.all([
      visit.page.waitForEvent("download"),
      visit.button("Export everything").click(),
    ]);
    assert.match(download.suggestedFilename(), /^darasa-\d{4}-\d\d-\d\d\.zip$/);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), "PK");
    assert.ok(bytes.includes("manifest.json") && bytes.includes(ANSWER), "what was answered is in it");
    await visit.text("was saved.").waitFor();
    await visit.assertScreen();
    await visit.shot("data-exported");
    await visit.context.close();
  });
  await check("an answer is deleted, and then its question; Escape keeps both", async () => {
    const visit = await openPractice(world, { prepare: answered, path: at.question });
    const { page, button } = visit;
    await button("Delete this answer").click();
    await page.keyboard.press("Escape");
    await button("Delete this answer").click();
    await visit.assertScreen();
    await button("Delete answer").click();
    await page.getByRole("textbox", { name: "Your answer" }).waitFor();
    assert.deepEqual((await visit.api("GET", `/api/questions/${visit.prepared.id}`)).answers, []);
    await button("Delete this question").click();
    await visit.shot("data-delete-question");
    await button("Delete question").click();
    await page.waitForURL(/\/jobs\/[^/]+$/);
    assert.deepEqual(await visit.questions(), []);
    assert.equal((await visit.used()).questions, 1, "what is used stays used");
    await visit.context.close();
  });
  await check("an interview is deleted, and leaves its job's list", async () => {
    const finished = (api, job) => interview(api, job, { finished: true });
    const visit = await openPractice(world, { prepare: finished, path: at.review });
    await visit.button("Delete this interview").click();
    await visit.button("Delete interview").click();
    await visit.page.waitForURL(/\/jobs\/[^/]+$/);
    assert.deepEqual((await visit.api("GET", `/api/interviews?jobInfoId=${visit.job.id}`)).items, []);
    await visit.context.close();
  });
  await check(
    "an account is deleted by a typed phrase, and its signed receipt is there without a sign-in",
    async () => {
      const visit = await openPractice(world, { prepare: answered, path: () => "/app/data" });
      const { page, button, text } = visit;
      assert.ok(await button("Delete everything").isDisabled());
      await page.getByLabel(/Type “delete my data”/).fill("delete my data");
      await button("Delete everything").click();
      await page.waitForURL(/\/app\/receipts\/[\w-]{43}$/);
      await text("Your data is deleted.").waitFor();
      await visit.assertScreen();
      await visit.shot("data-receipt");
      const receipt = await page.getByLabel("The signed receipt").inputValue();
      const { typ } = JSON.parse(Buffer.from(receipt.split(".")[0], "base64url"));
      assert.equal(typ, "erasure-receipt+jwt");
      await page.goto(`${world.url}/app`);
      await visit.context.close();
    },
  );
}
