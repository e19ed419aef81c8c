#!/usr/bin/env node
// Peer as one usually writes it: Clerk's own package verifies each request's token, and drizzle builds each query anew.

import { verifyToken } from "@clerk/backend";
import { and, desc, eq } from "drizzle-orm";
import { db, jobInfos, shown, start } from "./app.mjs";

const jwtKey = process.env.CLERK_JWT_KEY;

start({
  userOf: async (token) => (await verifyToken(token, { jwtKey })).sub,

  jobsOf: (userId) =>
    db
      .select(shown)
      .from(jobInfos)
      .where(eq(jobInfos.userId, userId))
      .orderBy(desc(jobInfos.createdAt), desc(jobInfos.id))
      .limit(20),

  job: (userId, id) =>
    db
      .select(shown)
      .from(jobInfos)
      .where(and(eq(jobInfos.userId, userId), eq(jobInfos.id, id))),
});
