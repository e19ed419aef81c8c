#!/usr/bin/env node
// Peer as one writes it after a look at a profile: tokens verified by jose and remembered, statements prepared.

import { and, desc, eq, sql } from "drizzle-orm";
import { importSPKI, jwtVerify } from "jose";
import { db, jobInfos, shown, start } from "./app.mjs";

/** As many tokens as darasa remembers at least. */
const REMEMBERED = 1_000;

const key = importSPKI(process.env.CLERK_JWT_KEY, "RS256");
const known = new Map();

// Prepared, as drizzle's own guide to performance has it.
const mine = eq(jobInfos.userId, sql.placeholder("userId"));
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

/** A signature is checked once, the expiry each time. */
const userOf = async (token) => {
  const remembered = known.get(token);
  if (remembered && remembered.exp > Date.now() / 1000) return remembered.sub;
  known.delete(token);

  const { payload } = await jwtVerify(token, await key, { algorithms: ["RS256"], clockTolerance: 5 });
  // A map keeps the order in which its keys came: the oldest gives way.
  if (known.size >= REMEMBERED) known.delete(known.keys().next().value);
  known.set(token, payload);
  return payload.sub;
};

start({
  userOf,
  jobsOf: (userId) => jobsOf.execute({ userId }),
  job: (userId, id) => job.execute({ userId, id }),
});
