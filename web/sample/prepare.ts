// Sample of the typed client: one sitting of somebody who prepares, from a job's ad to a marked answer.
//
//   npm run sample --workspace web -- http://127.0.0.1:3000 "$(cargo darasa token)"

import { randomUUID } from "node:crypto";
import { type Api, ApiError, createApi, unwrap } from "../src/client.js";
import { chunks } from "../src/stream.js";

const AD = {
  name: "Nanga Freight",
  title: "Backend engineer",
  experienceLevel: "senior",
  description: "You will own the booking API: Go or Rust, PostgreSQL, queues, and a week of on-call in six.",
} as const;
const ANSWER = "I would have the client send a key with every booking, and put a unique constraint on that key.";

const [, , baseUrl, token] = process.argv;
if (!baseUrl || !token) {
  console.error('usage: npm run sample --workspace web -- http://127.0.0.1:3000 "$(cargo darasa token)"');
  process.exit(2);
}
await prepare(createApi({ baseUrl, token: () => token }));

async function prepare(api: Api): Promise<void> {
  const job = await saveOnce(api);
  await rename(api, job.id);
  const question = await ask(api, job.id);
  await answer(api, question);
  await list(api);
  await showProblem(api);
  unwrap(await api.DELETE("/api/job-infos/{id}", { params: { path: { id: job.id } } }));
  console.log("deleted: the job, and all that belonged to it");
}

/** Sent twice, as a phone in a tunnel does: with a key it is saved once. */
async function saveOnce(api: Api) {
  const header = { "Idempotency-Key": randomUUID() };
  const send = () => api.POST("/api/job-infos", { params: { header }, body: AD });
  const job = unwrap(await send());
  const again = unwrap(await send());
  console.log(`saved: ${job.name}, ${again.id === job.id ? "once" : "twice"}`);
  return job;
}

/** Two editors: the one who read an older version hears of it, and neither version is lost. */
async function rename(api: Api, id: string): Promise<void> {
  const path = { id };
  const { response, ...read } = await api.GET("/api/job-infos/{id}", { params: { path } });
  unwrap({ response, ...read });
  const header = { "If-Match": response.headers.get("ETag") ?? "*" };
  const change = (title: string) => api.PATCH("/api/job-infos/{id}", { params: { path, header }, body: { title } });
  console.log(`renamed: ${unwrap(await change("Platform engineer")).title}`);
  try {
    unwrap(await change("Site reliability engineer"));
  } catch (error) {
    if (!(error instanceof ApiError && error.is("stale"))) throw error;
    console.log(`kept: ${error.message}`);
  }
}

/** The question's id comes before its words: it is there afterwards, whoever reads the stream. */
async function ask(api: Api, jobInfoId: string): Promise<string> {
  const asked = await api.POST("/api/ai/questions/generate-question", {
    params: { query: { stream: "ui" } },
    body: { prompt: "medium", jobInfoId },
    parseAs: "stream",
  });
  const text = await words(asked);
  console.log(`asked: ${text.split("\n")[0]}`);
  return asked.response.headers.get("x-question-id") ?? "";
}

async function answer(api: Api, questionId: string): Promise<void> {
  const marked = await api.POST("/api/ai/questions/generate-feedback", {
    params: { query: { stream: "ui" } },
    body: { prompt: ANSWER, questionId },
    parseAs: "stream",
  });
  await words(marked);
  const { answers } = unwrap(await api.GET("/api/questions/{id}", { params: { path: { id: questionId } } }));
  console.log(`marked: ${answers[0]?.rating} of 10`);
}

/** The words of a streamed reply, and its problem as an error. */
async function words(reply: { error?: unknown; response: Response }): Promise<string> {
  unwrap(reply);
  let text = "";
  for await (const chunk of chunks(reply.response)) {
    if (chunk.type === "error") throw new Error(chunk.errorText);
    if (chunk.type === "text-delta") text += chunk.delta;
  }
  return text;
}

/** Page by page, until there is no cursor. */
async function list(api: Api): Promise<void> {
  let cursor: string | null | undefined;
  let count = 0;
  do {
    const query = { limit: 2, ...(cursor ? { cursor } : {}) };
    const page = unwrap(await api.GET("/api/job-infos", { params: { query } }));
    count += page.items.length;
    cursor = page.nextCursor;
  } while (cursor);
  console.log(`listed: ${count} jobs`);
}

/** What does not compile for us, another program may send: every wrong field is named. */
async function showProblem(api: Api): Promise<void> {
  const { error } = await api.POST("/api/job-infos", { body: { ...AD, name: " " } });
  const fields = error && "errors" in error ? error.errors : [];
  console.log(`refused: ${fields?.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ")}`);
}
