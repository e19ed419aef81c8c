// Practice of a journey: somebody with a job, a page whose requests are counted, and what their plan has used.

import assert from "node:assert/strict";
import { PATIENCE } from "./world.mjs";

export const JOB = {
  name: "Nanga Freight",
  title: "Backend engineer, bookings",
  experienceLevel: "senior",
  description: "Bookings in Rust on Postgres, twice a second. You own the API, its queues and its on-call.",
};
export const RESUME = {
  name: "ada.txt",
  mimeType: "text/plain",
  buffer: Buffer.from(`Ada Example
Summary
Backend engineer with six years of PostgreSQL and Rust.
Experience
Halden Weather, 2021 to 2026: built the ingestion API in Rust, with queues and on-call every fourth week.
Skills
Rust, PostgreSQL, Docker, Linux
`),
};
export const ANSWER = "A key from the client, unique in the table: the second insert fails, and I send the first reply.";

/** Slow enough that a page sees the middle of a text, on a machine that has other work too. */
export const SLOW = { textMs: 100 };

/** Where a journey begins. */
export const at = {
  question: (job, { id }) => `/app/jobs/${job.id}/questions/${id}`,
  written: (job, id) => `/app/jobs/${job.id}/interviews/${id}/written`,
  review: (job, id) => `/app/jobs/${job.id}/interviews/${id}/review`,
};

/** The routes that have a model write something; what is posted there may be charged. */
export const ROUTES = {
  question: /\/api\/ai\/questions\/generate-question$/,
  feedback: /\/api\/ai\/questions\/generate-feedback$/,
  resume: /\/api\/ai\/resumes\/analyze$/,
  turn: /\/api\/interviews\/[^/]+\/reply$/,
  review: /\/api\/ai\/interviews\/generate-feedback$/,
  /** Reads one of them again. */
  stream: /\/api\/ai\/streams\//,
};

/** Somebody with a job, who sees the page at `path(job)`. */
export async function openPractice(world, { plan = "max", path, job, prepare, ...options } = {}) {
  const user = options.user ?? world.newPerson();
  const api = await world.api(user, plan);
  const own = job ?? (await api("POST", "/api/job-infos", JOB));
  const prepared = await prepare?.(api, own);
  const address = path?.(own, prepared) ?? `/app/jobs/${own.id}`;
  const opened = await world.open({ ...options, user, plan, path: "/robots.txt" });
  const { page } = opened;
  const posts = countPosts(page);
  const visit = { ...opened, user, api, job: own, prepared, posts, ...looks(page) };
  await options.before?.(visit);
  await page.goto(world.url + address);
  return {
    ...visit,
    /** How often each thing was used, as the person's plan counts it. */
    async used() {
      const { features } = await api("GET", "/api/users/me");
      return Object.fromEntries(Object.entries(features).map(([kind, { used }]) => [kind, used]));
    },
    questions: async () => (await api("GET", `/api/questions?jobInfoId=${own.id}`)).items,
    analyses: async () => (await api("GET", `/api/job-infos/${own.id}/analyses`)).items,
  };
}

function looks(page) {
  const button = (name) => page.getByRole("button", { name, exact: typeof name === "string" });
  return {
    button,
    text: (words) => page.getByText(words).first(),
    async allGone(locator) {
      await locator.waitFor({ state: "hidden" });
    },
    /** The answer is marked, and its draft is done with. */
    marked: () => button("Answer again").waitFor(),
    drafts: () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("darasa.draft."))),
  };
}

/** Says how often was posted to a route, over all reloads of the page. */
export function countPosts(page) {
  const urls = [];
  page.on("request", (request) => {
    if (request.method() === "POST") urls.push(new URL(request.url()).pathname);
  });
  return (route) => urls.filter((url) => route.test(url)).length;
}

/** A question of the job, as the API makes one; the newest. */
export async function ask(api, { id: jobInfoId }) {
  await api("POST", "/api/ai/questions/generate-question", { prompt: "medium", jobInfoId });
  return (await api("GET", `/api/questions?jobInfoId=${jobInfoId}&limit=1`)).items[0];
}

/** A written interview that has begun; `finished`: something was said, and it is over. */
export async function interview(api, { id: jobInfoId }, { finished = false } = {}) {
  const { id } = await api("POST", "/api/interviews", { jobInfoId });
  await api("POST", `/api/interviews/${id}/reply`, { prompt: "" });
  if (finished) {
    await api("POST", `/api/interviews/${id}/reply`, { prompt: "I built the queue, and I measured it." });
    await api("POST", `/api/interviews/${id}/finish`);
  }
  return id;
}

/** Writes the answer of `prepared`'s question and has it marked. */
export async function send({ page, button }) {
  await page.getByLabel("Your answer").fill(ANSWER);
  await button("Get it marked").click();
}

/** A question that did not come: nothing was counted, and it is asked for again. */
export async function assertAskedAgain(visit, shot) {
  const { page, button, text, posts } = visit;
  await text("Nothing was counted.").waitFor();
  await visit.assertScreen();
  await visit.shot(shot);
  assert.equal((await visit.used()).questions, 0);
  await button("Try again").click();
  await page.getByLabel("Your answer").waitFor();
  assert.equal(posts(ROUTES.question), 2);
  assert.equal((await visit.used()).questions, 1);
}

export async function assertMarkedOnce(visit) {
  const { answers } = await visit.api("GET", `/api/questions/${visit.prepared.id}`);
  assert.deepEqual(
    answers.map(({ text }) => text),
    [ANSWER],
  );
  assert.deepEqual(await visit.drafts(), [], "there is nothing to be sent any more");
  assert.deepEqual(await visit.used(), { questions: 1, interviews: 0, resumeAnalyses: 0 });
}

/** Waits for something that no element tells. */
export async function until(holds, what) {
  const deadline = Date.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
