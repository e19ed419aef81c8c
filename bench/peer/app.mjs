// Routes of the peers: what both have in common. Each brings its own way to know who asks, and its own queries.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { serve } from "@hono/node-server";
import { createDataStreamResponse, streamText } from "ai";
import { getTableColumns } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import pg from "pg";
import { z } from "zod";

const env = process.env;
const prompts = join(import.meta.dirname, "../../crates/core/src/domain/generation/prompts");

export const jobInfos = pgTable("job_infos", {
  id: uuid().primaryKey(),
  userId: text("user_id").notNull(),
  name: text().notNull(),
  title: text(),
  experienceLevel: text("experience_level").notNull(),
  description: text().notNull(),
  createdAt: timestamp("created_at", { withTimezone: true }).notNull(),
  updatedAt: timestamp("updated_at", { withTimezone: true }).notNull(),
});
const questions = pgTable("questions", {
  id: uuid().primaryKey(),
  jobInfoId: uuid("job_info_id").notNull(),
  text: text().notNull(),
  difficulty: text().notNull(),
  model: text().notNull(),
});
const { userId: _owner, ...columns } = getTableColumns(jobInfos);
/** Of a job, what a list shows. */
export const shown = columns;

export const db = drizzle(new pg.Pool({ connectionString: env.DATABASE_URL, max: Number(env.DB_POOL_SIZE) }));

const wanted = z.object({ prompt: z.enum(["easy", "medium", "hard"]), jobInfoId: z.string().uuid() });

/**
 * Serves the routes, for whom `userOf(token)` knows; it throws or gives nothing for everybody else.
 * `jobsOf(userId)` is the first page of somebody's jobs, `job(userId, id)` one of them in an array, or none.
 */
export const start = ({ userOf, jobsOf, job }) => {
  const google = createGoogleGenerativeAI({ apiKey: env.GEMINI_API_KEY, baseURL: `${env.GEMINI_BASE_URL}/v1beta` });
  const system = readFileSync(join(prompts, "question.md"), "utf8");
  const app = new Hono();

  const signedIn = createMiddleware(async (c, next) => {
    const token = c.req.header("authorization")?.replace("Bearer ", "") ?? "";
    const userId = await Promise.resolve(token).then(userOf).catch(() => null);
    if (!userId) return c.text("You are not logged in", 401);
    c.set("userId", userId);
    await next();
  });

  app.get("/api/health", (c) => c.json({ status: "ok" }));

  app.get("/api/job-infos", signedIn, async (c) => c.json({ items: await jobsOf(c.get("userId")), nextCursor: null }));

  app.post("/api/ai/questions/generate-question", signedIn, async (c) => {
    const body = wanted.safeParse(await c.req.json());
    if (!body.success) return c.text("Error generating your question", 400);
    const { prompt: difficulty, jobInfoId } = body.data;
    const [found] = await job(c.get("userId"), jobInfoId);
    if (!found) return c.text("Not found", 404);

    return createDataStreamResponse({
      execute: (stream) => {
        const question = streamText({
          model: google(env.GEMINI_MODELS),
          system,
          prompt: `${describe(found)}\nAsk a new question. Difficulty: ${difficulty}.`,
          onFinish: async ({ text }) => {
            const id = randomUUID();
            await db.insert(questions).values({ id, jobInfoId, text, difficulty, model: env.GEMINI_MODELS });
            stream.writeData({ questionId: id });
          },
        });
        question.mergeIntoDataStream(stream);
      },
    });
  });

  // As a function of the platform: where it listens, and whom it tells that it does.
  serve({ fetch: app.fetch, port: Number(env.VERCEL_DEV_PORT), hostname: "127.0.0.1" }, () =>
    connect(env.VERCEL_IPC_PATH).end("\0"),
  );
};

const describe = ({ name, title, experienceLevel, description }) =>
  `The job: ${name}\nTitle: ${title}\nExperience level: ${experienceLevel}\nDescription:\n${description}`;
