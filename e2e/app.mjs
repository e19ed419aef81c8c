// Practice app in a browser, as people use it: journeys on a phone, what goes wrong on the way, and every screen's looks.
//
//   node app.mjs                                       against a `cargo dev` of its own
//   node app.mjs --url http://127.0.0.1:3000 --gemini http://127.0.0.1:3001
//                                                      against one that runs; its `geminiPort` is in .darasa/dev.json;
//                                                      `--redis` if it has one
//   node app.mjs --only clerk                          one of the journeys
//   node app.mjs --silent, --spoken                    those in which nobody speaks, those in which somebody is listened to

import { parseArgs } from "node:util";
import { apiKeys } from "./app/api-keys.mjs";
import { clerk } from "./app/clerk.mjs";
import { keyboard } from "./app/keyboard.mjs";
import { lobby } from "./app/lobby.mjs";
import { looks } from "./app/looks.mjs";
import { newcomer } from "./app/newcomer.mjs";
import { secondOpinion } from "./app/opinion.mjs";
import { ownData } from "./app/own-data.mjs";
import { resume } from "./app/resume.mjs";
import { shares } from "./app/shares.mjs";
import { spoken } from "./app/spoken.mjs";
import { streams } from "./app/streams.mjs";
import { study } from "./app/study.mjs";
import { troubles } from "./app/troubles.mjs";
import { createWorld } from "./app/world.mjs";
import { main } from "./lib.mjs";

const SILENT = {
  newcomer,
  keyboard,
  study,
  secondOpinion,
  resume,
  apiKeys,
  ownData,
  shares,
  streams,
  troubles,
  clerk,
};
/** As fast as people speak: a machine that is busy with something else would be heard. */
const SPOKEN = { lobby, spoken, looks };
const JOURNEYS = { ...SILENT, ...SPOKEN };

const { values: options } = parseArgs({
  options: {
    url: { type: "string" },
    gemini: { type: "string" },
    redis: { type: "boolean" },
    only: { type: "string", multiple: true },
    silent: { type: "boolean" },
    spoken: { type: "boolean" },
  },
});
const unknown = options.only?.find((name) => !(name in JOURNEYS));
if (unknown) {
  const names = Object.keys(JOURNEYS).join("|");
  console.error(`usage: node app.mjs [--url <cargo dev> --gemini <its Gemini> [--redis]] [--silent|--spoken] [--only ${names}]...`);
  process.exit(2);
}
const chosen = options.silent ? SILENT : options.spoken ? SPOKEN : JOURNEYS;
let world;

await main(
  async () => {
    world = await createWorld({ url: options.url, gemini: options.gemini, redis: options.redis });
    for (const [name, journey] of Object.entries(chosen)) {
      if (options.only && !options.only.includes(name)) continue;
      console.log(name);
      await journey(world);
    }
  },
  () => world?.stop(),
);
