// Troubles on the way: streams that break, two tabs, no connection, refusals; what people see, and are charged.

import { order } from "../dev.mjs";
import { deployment, edits } from "./troubles-changes.mjs";
import { busy, plan, session } from "./troubles-refusals.mjs";
import { reloads } from "./troubles-reloads.mjs";
import { cuts, dies } from "./troubles-streams.mjs";
import { offline, tabs } from "./troubles-tabs.mjs";

const USUAL_PACE = { textMs: 40 };

export async function troubles(world) {
  try {
    for (const part of [cuts, reloads, dies, tabs, offline, session, edits, busy, plan, deployment]) {
      await order(world.gemini, "pace", USUAL_PACE);
      await part(world);
    }
  } finally {
    await order(world.gemini, "model", {});
    await order(world.gemini, "pace", USUAL_PACE);
  }
}
