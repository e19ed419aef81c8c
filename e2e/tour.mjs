// Pictures of README.md and docs/tour.md: taken anew from a `cargo dev` with somebody's things in it, as WebP in docs/images.
//
//   node tour.mjs                                                  with a `cargo dev` of its own
//   node tour.mjs --url http://127.0.0.1:3000                      with an empty one that runs

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openCall } from "./app/call.mjs";
import { seed } from "./app/looks.mjs";
import { launchSpeaking } from "./app/microphone.mjs";
import { SCREENS, createWorld } from "./app/world.mjs";
import { check, main, root } from "./lib.mjs";

const IMAGES = join(root, "docs/images");
const PERSON = "ada";
/** Of WebP; letters stay sharp, and a picture stays below 80 KB. */
const QUALITY = 60;
const SCALE = 2;

const { values: options } = parseArgs({ options: { url: { type: "string" } } });
let world;

await main(
  async () => {
    world = await createWorld(options);
    mkdirSync(IMAGES, { recursive: true });
    const { job, question, interview } = await seed(await world.api(PERSON));
    const inJob = `/app/jobs/${job}`;
    const review = `${inJob}/interviews/${interview}/review`;
    await picture("landing", "laptop", "light", "/", "h1");
    await picture("home", "laptop", "light", "/app", ".leaf .title");
    await picture("job", "phone", "light", inJob, ".leaf .title");
    await picture("question", "phone", "light", `${inJob}/questions/${question}`, ".leaf .mark", ".leaf.mine");
    await picture("resume", "laptop", "light", `${inJob}/resume`, ".chip.found");
    await picture("lobby", "phone", "dark", `${inJob}/interview`, ".check");
    await picture("review", "phone", "light", review, ".cat");
    await picture("progress", "laptop", "dark", "/app/progress", ".chart .dots");
    await picture("plan", "phone", "light", "/app/plan", ".use");
    await picture("data", "phone", "dark", "/app/data", "button");
    await call();
  },
  () => world?.stop(),
);

/** `from`: what stands at the top of the picture, where that is not the top of the page. */
async function picture(name, screen, colorScheme, path, there, from) {
  await check(name, async () => {
    const { page, context } = await world.open({
      user: PERSON,
      viewport: SCREENS[screen],
      colorScheme,
      deviceScaleFactor: SCALE,
      path: "/robots.txt",
    });
    await page.goto(world.url + path);
    await page.locator(`main ${there}`).first().waitFor();
    await page.waitForFunction(() => !document.querySelector("[aria-busy=true]"));
    if (from) await page.locator(from).first().evaluate((element) => scrollTo(0, element.offsetTop - 24));
    await save(page, name);
    await context.close();
  });
}

async function call() {
  await check("call", async () => {
    const browser = await launchSpeaking([{ speech: 1.5, pause: 5 }]);
    const opened = await openCall(world, { browser, user: PERSON, deviceScaleFactor: SCALE });
    await opened.line(/Every payment has a key/);
    await save(opened.page, "call");
    await browser.close();
  });
}

async function save(page, name) {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  const picture = Buffer.from(data, "base64");
  writeFileSync(join(IMAGES, `${name}.webp`), picture);
  console.log(`       docs/images/${name}.webp: ${Math.ceil(picture.length / 1024)} KB`);
}
