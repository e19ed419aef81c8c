// Résumé reports in a browser: what software sees of a file, its text for another job, deletion, scans.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LAPTOP } from "../browser.mjs";
import { order } from "../dev.mjs";
import { check, root } from "../lib.mjs";
import { JOB, ROUTES, SLOW, openPractice } from "./practice.mjs";

const ANOTHER = { ...JOB, name: "Halden Weather", title: "Platform engineer" };
const PDF = "application/pdf";
const path = ({ id }) => `/app/jobs/${id}/resume`;

/** One of the PDFs that the readers of documents are tested with. */
function sample(name, as) {
  const buffer = readFileSync(join(root, "crates/documents/tests/samples", name));
  return { name: as, mimeType: PDF, buffer };
}
const ADA = sample("ada.pdf", "ada.pdf");
const MARY = sample("pdf/corpus/word-one-column.pdf", "mary.pdf");
const SCAN = sample("pdf/hostile/image-only.pdf", "scan.pdf");
/** A little longer than what is read of one. */
const LONG = { name: "long.txt", mimeType: "text/plain", buffer: Buffer.from("Rust and PostgreSQL.\n".repeat(3_000)) };
const LOCKED = sample("pdf/hostile/enc-aes256-user.pdf", "locked.pdf");

export async function resume(world) {
  await order(world.gemini, "pace", { textMs: 0 });
  await check("the text of a PDF is shown as software reads it, in the keyword report's lines", async () => {
    const permissions = ["clipboard-read", "clipboard-write"];
    const prepare = (api, job) => analyze(api, job, MARY);
    const visit = await openPractice(world, { prepare, path, permissions });
    const { page, button } = visit;
    const text = await textOf(visit);
    await page.getByText("What software sees").click();
    const lines = await page.getByRole("region", { name: "Text of mary.pdf" }).locator("span").allTextContents();
    assert.deepEqual(lines, text.split("\n"));
    const found = visit.prepared.keywords.found.filter(({ places }) => places.length > 0);
    assert.ok(found.length > 0);
    for (const { term, as = term, places: [{ line }] } of found) {
      assert.ok(lines[line - 1].toLowerCase().includes(as.toLowerCase()), `${as} in line ${line}`);
    }
    await visit.assertScreen();
    await visit.shot("resume-text");
    await button("Copy the text").click();
    await button("Copied").waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.reject(new DOMException("refused"))));
    await button("Copied").click();
    await button("Your browser did not copy it").waitFor();
    await visit.context.close();
  });
  await check("of a long file it is said that only its beginning was read", async () => {
    const visit = await openPractice(world, { prepare: (api, job) => analyze(api, job, LONG), path });
    await visit.page.getByText("What software sees").click();
    await visit.text("Only the beginning of a long file is read").waitFor();
    await visit.assertScreen();
    await visit.context.close();
  });
  await check("a kept text is checked against another job by one press, and a reload counts nothing", async () => {
    const visit = await openPractice(world, { prepare: analyzeForOneOfTwo, path });
    const { page, button, text, posts } = visit;
    const other = visit.prepared.another;
    await button("Check against this job").click();
    assert.equal(posts(ROUTES.resume), 0, "no job is chosen");
    await page.getByLabel("Job", { exact: true }).selectOption({ label: "Platform engineer, Halden Weather" });
    await visit.shot("resume-another-job");
    await button("Check against this job").click();
    await page.waitForURL(`**/app/jobs/${other.id}/resume`);
    await text("ada.pdf, checked").waitFor();
    assert.equal(posts(ROUTES.resume), 1);
    await visit.assertScreen();
    await page.reload();
    await text("ada.pdf, checked").waitFor();
    await page.goBack();
    await page.goForward();
    await text("ada.pdf, checked").waitFor();
    assert.equal(posts(ROUTES.resume), 1, "a page that is loaded sends nothing");
    assert.deepEqual(await visit.used(), { questions: 0, interviews: 0, resumeAnalyses: 2 });
    const [first] = (await visit.api("GET", `/api/job-infos/${other.id}/analyses`)).items;
    const { sourceText } = await visit.api("GET", `/api/job-infos/${other.id}/analyses/${first.id}`);
    assert.equal(sourceText, await textOf(visit));
    await page.getByLabel("Job", { exact: true }).selectOption({ label: "Backend engineer, bookings, Nanga Freight" });
    await button("Check against this job").click();
    await text("This résumé was checked before.").waitFor();
    assert.equal((await visit.used()).resumeAnalyses, 2, "the same text for the same job is free");
    await visit.context.close();
  });
  await check("for a job whose check is under way no press is taken, and its page is led to", async () => {
    const visit = await openPractice(world, { prepare: analyzeForOneOfTwo, path: (_, { another }) => path(another) });
    const { page, button, text, posts, job, prepared } = visit;
    await order(world.gemini, "pace", SLOW);
    await page.locator('input[type="file"]').setInputFiles(ADA);
    await button("Check this résumé").click();
    await page.locator('[aria-busy="true"] .num, [aria-busy="true"] b').first().waitFor();
    await page.goto(world.url + path(job));
    await page.getByLabel("Job", { exact: true }).selectOption({ label: "Platform engineer, Halden Weather" });
    await text("A résumé is being checked for this job already.").waitFor();
    assert.ok(await button("Check against this job").isDisabled());
    await visit.assertScreen();
    await visit.shot("resume-another-job-under-way");
    await page.getByRole("link", { name: "Go to its report" }).click();
    await page.waitForURL(`**${path(prepared.another)}`);
    await order(world.gemini, "pace", { textMs: 0 });
    await text("ada.pdf, checked").waitFor();
    assert.equal(posts(ROUTES.resume), 1);
    assert.deepEqual(await visit.used(), { questions: 0, interviews: 0, resumeAnalyses: 2 });
    await visit.context.close();
  });
  await check("a kept text that cannot be read is told, and read again by a press", async () => {
    const before = ({ context, job, prepared }) =>
      context.route(`**/api/job-infos/${job.id}/analyses/${prepared.id}`, (route) => route.fulfill({ status: 404 }));
    const visit = await openPractice(world, { prepare: analyzeForOneOfTwo, path, before });
    const { button, text, context } = visit;
    await text("The kept text could not be read.").waitFor();
    await visit.assertScreen();
    await context.unrouteAll();
    await button("Try again").click();
    await button("Check against this job").waitFor();
    await context.close();
  });
  await check("a report is deleted with its text after a confirmation, and the use stays used", async () => {
    const visit = await openPractice(world, { prepare: analyze, path });
    const { page, button, text } = visit;
    await button("Delete this report").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("The résumé check stays used.").waitFor();
    await visit.assertScreen();
    await visit.shot("resume-delete");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.equal((await visit.analyses()).length, 1);
    await button("Delete this report").click();
    await button("Delete report").click();
    await text("The report of ada.pdf is deleted.").waitFor();
    await text("Other reports of the same résumé, for this job or another, keep theirs.").waitFor();
    assert.ok(await page.getByRole("group", { name: "Report" }).evaluate((group) => group === document.activeElement));
    await visit.assertScreen();
    await visit.shot("resume-deleted");
    assert.deepEqual(await visit.analyses(), []);
    assert.equal((await visit.used()).resumeAnalyses, 1);
    await page.reload();
    await button("Choose a file").waitFor();
    assert.equal(await page.getByText("is deleted").count(), 0, "it is said once");
    await visit.context.close();
  });
  await check("of a scan it is said that software sees nothing, and that the report rests on the model", async () => {
    const prepare = (api, job) => analyzeForOneOfTwo(api, job, SCAN);
    const visit = await openPractice(world, { prepare, path, viewport: LAPTOP });
    const { page, button, text } = visit;
    await text("Software sees nothing here.").waitFor();
    await text("so this report rests on what the model saw in it").waitFor();
    await button("Delete this report").waitFor();
    assert.equal(await page.getByText("What software sees").count(), 0);
    assert.equal(await button("Check against this job").count(), 0, "there is no text to check");
    await visit.assertScreen();
    await visit.shot("resume-scan");
    await visit.context.close();
  });
  await check("a PDF with a password is refused by the sentence that says what to do, and counts nothing", async () => {
    const visit = await openPractice(world, { path });
    const { page, button, text } = visit;
    await page.locator('input[type="file"]').setInputFiles(LOCKED);
    await button("Check this résumé").click();
    await text("This file is protected by a password. Please save it without one.").waitFor();
    assert.equal(await button("Try again").count(), 0, "it would be refused again");
    await visit.assertScreen();
    await visit.shot("resume-locked");
    assert.equal((await visit.used()).resumeAnalyses, 0);
    await page.locator('input[type="file"]').setInputFiles(ADA);
    await button("Check this résumé").click();
    await text("ada.pdf, checked").waitFor();
    assert.equal((await visit.used()).resumeAnalyses, 1);
    await visit.context.close();
  });
}

/** The report of a file, as the API makes one. */
async function analyze(api, { id }, { name, mimeType, buffer } = ADA) {
  const form = new FormData();
  form.set("jobInfoId", id);
  form.set("resumeFile", new Blob([buffer], { type: mimeType }), name);
  await api("POST", "/api/ai/resumes/analyze", form);
  return (await api("GET", `/api/job-infos/${id}/analyses`)).items[0];
}

async function analyzeForOneOfTwo(api, job, file) {
  const another = await api("POST", "/api/job-infos", ANOTHER);
  return { ...(await analyze(api, job, file)), another };
}

async function textOf({ api, job, prepared }) {
  return (await api("GET", `/api/job-infos/${job.id}/analyses/${prepared.id}`)).sourceText;
}
