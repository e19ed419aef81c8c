// Looks of all screens: light and dark, phone and laptop, with things of somebody in them.

import assert from "node:assert/strict";
import { axe } from "../browser.mjs";
import { check } from "../lib.mjs";
import { openCall } from "./call.mjs";
import { openWithClerk } from "./clerk.mjs";
import { launchSpeaking } from "./microphone.mjs";
import { AD } from "./newcomer.mjs";
import { RESUME } from "./practice.mjs";
import { SCREENS } from "./world.mjs";

const ANSWERS = [
  "I would lock the row and hope.",
  "I would have the client send a key with every booking and put a unique constraint on that key, so the second insert fails.",
  "We wrote to both schemas for three weeks and compared them every night. Nobody noticed, and bookings fell by nothing.",
];
const TURNS = ["I built the ingestion API at Halden Weather.", "I measured first, then changed one thing.", "By comparing both sides every night."];

/** One of those whom `cargo dev` offers, with a name. */
const PERSON = "grace";
/** An answer, and time for the interviewer to come in. */
const SPOKEN = [{ speech: 1.5, pause: 5 }];

export async function looks(world) {
  const { job, question, interview, written, shared } = await seed(await world.api(PERSON));
  const screens = [
    ["home", "/app", ".leaf .title"],
    ["job", `/app/jobs/${job}`, ".leaf .title"],
    ["question", `/app/jobs/${job}/questions/${question}`, ".mark"],
    ["resume", `/app/jobs/${job}/resume`, ".chip.found", "What software sees"],
    ["lobby", `/app/jobs/${job}/interview`, ".check"],
    ["written", `/app/jobs/${job}/interviews/${written}/written`, ".turn.them"],
    ["review", `/app/jobs/${job}/interviews/${interview}/review`, ".cat"],
    ["shared", shared, "#marks"],
    ["progress", "/app/progress", ".chart"],
    ["due", "/app/review", ".board"],
    ["study", `/app/jobs/${job}/plan`, ".leaf"],
    ["settings", "/app/settings", "form"],
    ["plan", "/app/plan", ".use"],
    ["data", "/app/data", "button"],
  ];
  const speaking = await launchSpeaking(SPOKEN);
  for (const [name, viewport] of Object.entries(SCREENS)) {
    for (const colorScheme of ["light", "dark"]) {
      const look = { viewport, colorScheme };
      await check(`on a ${name}, ${colorScheme}, the screens are fit to be seen`, async () => {
        const opened = await world.open({ user: PERSON, ...look });
        for (const [screen, path, there, folded] of [["landing", "/", "h1"], ...screens]) {
          await opened.page.goto(world.url + path);
          await opened.page.locator(`main ${there}`).first().waitFor();
          if (folded) await opened.page.getByText(folded, { exact: true }).click();
          await opened.page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
          assert.deepEqual(await axe(opened.page), [], screen);
          await opened.shot(`${screen}-${name}-${colorScheme}`);
        }
        opened.assertQuiet();
        await opened.context.close();
      });
      await check(`on a ${name}, ${colorScheme}, a call and the sign-in are fit to be seen`, async () => {
        await lookAtCall(world, { ...look, browser: speaking }, `${name}-${colorScheme}`);
        await lookAtSignIn(world, look, `${name}-${colorScheme}`);
      });
    }
  }
  await speaking.close();
}

/** After the first answer, while the interviewer asks on. */
async function lookAtCall(world, options, name) {
  const call = await openCall(world, options);
  await call.line(/Nobody paid twice/);
  assert.deepEqual(await axe(call.page), [], "call");
  await call.shot(`call-${name}`);
  call.assertQuiet();
  await call.context.close();
}

async function lookAtSignIn(world, options, name) {
  const opened = await openWithClerk(world, options);
  await opened.page.getByRole("button", { name: /^Sign in/ }).waitFor();
  assert.deepEqual(await axe(opened.page), [], "sign-in");
  await opened.shot(`sign-in-${name}`);
  opened.assertQuiet();
  await opened.context.close();
}

/** A person who has used all of it, by way of the API. */
export async function seed(api) {
  const save = (title, name) =>
    api("POST", "/api/job-infos", { title, name, experienceLevel: "mid-level", description: AD });
  await save("Platform engineer", "Halden Weather");
  const { id: job } = await save("Backend engineer, bookings", "Nanga Freight");
  for (const [index, answer] of ANSWERS.entries()) {
    const difficulty = ["easy", "hard", "medium"][index];
    await api("POST", "/api/ai/questions/generate-question?stream=text", { prompt: difficulty, jobInfoId: job });
    const { items } = await api("GET", `/api/questions?jobInfoId=${job}`);
    await api("POST", "/api/ai/questions/generate-feedback?stream=text", { prompt: answer, questionId: items[0].id });
  }
  await analyze(api, job);
  const { id: interview } = await api("POST", "/api/interviews", { jobInfoId: job });
  await api("POST", `/api/interviews/${interview}/reply?stream=text`, {});
  for (const prompt of TURNS) await api("POST", `/api/interviews/${interview}/reply?stream=text`, { prompt });
  await api("POST", `/api/interviews/${interview}/finish`, {});
  await api("POST", "/api/ai/interviews/generate-feedback?stream=text", { interviewId: interview });
  const { url } = await api("POST", `/api/interviews/${interview}/shares`, {});
  const { id: written } = await api("POST", "/api/interviews", { jobInfoId: job });
  await api("POST", `/api/interviews/${written}/reply?stream=text`, {});
  const { items } = await api("GET", `/api/questions?jobInfoId=${job}`);
  return { job, question: items[0].id, interview, written, shared: new URL(url).pathname };
}

async function analyze(api, job) {
  const form = new FormData();
  form.set("jobInfoId", job);
  form.set("resumeFile", new Blob([RESUME.buffer], { type: RESUME.mimeType }), RESUME.name);
  await api("POST", "/api/ai/resumes/analyze", form);
}
