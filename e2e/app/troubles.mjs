// Troubles on the way: streams that break, reloads, two tabs, no connection, refusals; what people see, and are charged.

import { order } from "../dev.mjs";
import { cuts, dies, reloads } from "./troubles-streams.mjs";
import { deployment, edits, offline, tabs } from "./troubles-tabs.mjs";
import { busy, plan, session } from "./troubles-refusals.mjs";

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
