#!/usr/bin/env node
// What one would write instead of darasa: the three routes of bench/load.sh on Node, with the libraries that are usual there.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { serve } from "@hono/node-server";
import { createDataStreamResponse, streamText } from "ai";
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { importSPKI, jwtVerify } from "jose";
import pg from "pg";
import { z } from "zod";

const env = process.env;

const jobInfos = pgTable("job_infos", {
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

const db = drizzle(new pg.Pool({ connectionString: env.DATABASE_URL, max: Number(env.DB_POOL_SIZE) }));
const google = createGoogleGenerativeAI({ apiKey: env.GEMINI_API_KEY, baseURL: `${env.GEMINI_BASE_URL}/v1beta` });
const system = readFileSync(new URL("../../crates/core/src/domain/generation/prompts/question.md", import.meta.url), "utf8");
const key = await importSPKI(env.CLERK_JWT_KEY, "RS256");

// Prepared, as drizzle's own guide to performance has it.
const { userId, ...shown } = getTableColumns(jobInfos);
const mine = eq(userId, sql.placeholder("userId"));
const jobsOf = db
  .select(shown)
  .from(jobInfos)
  .where(mine)
  .orderBy(desc(jobInfos.createdAt), desc(jobInfos.id))
  .limit(20)
  .prepare("jobs_of");
const job = db
  .select(shown)
  .from(jobInfos)
  .where(and(mine, eq(jobInfos.id, sql.placeholder("id"))))
  .prepare("job");

const signedIn = createMiddleware(async (c, next) => {
  const token = c.req.header("authorization")?.replace("Bearer ", "") ?? "";
  const verified = await jwtVerify(token, key, { algorithms: ["RS256"], clockTolerance: 5 }).catch(() => null);
  if (!verified) return c.text("You are not logged in", 401);
  c.set("userId", verified.payload.sub);
  await next();
});

const wanted = z.object({ prompt: z.enum(["easy", "medium", "hard"]), jobInfoId: z.string().uuid() });

const app = new Hono();

app.get("/api/health", (c) => c.json({ status: "ok" }));

app.get("/api/job-infos", signedIn, async (c) =>
  c.json({ items: await jobsOf.execute({ userId: c.get("userId") }), nextCursor: null }),
);

app.post("/api/ai/questions/generate-question", signedIn, async (c) => {
  const body = wanted.safeParse(await c.req.json());
  if (!body.success) return c.text("Error generating your question", 400);
  const { prompt: difficulty, jobInfoId } = body.data;
  const [found] = await job.execute({ userId: c.get("userId"), id: jobInfoId });
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

const describe = ({ name, title, experienceLevel, description }) =>
  `The job: ${name}\nTitle: ${title}\nExperience level: ${experienceLevel}\nDescription:\n${description}`;

// As a function of the platform: where it listens, and whom it tells that it does.
serve({ fetch: app.fetch, port: Number(env.VERCEL_DEV_PORT), hostname: "127.0.0.1" }, () =>
  connect(env.VERCEL_IPC_PATH).end("\0"),
);
