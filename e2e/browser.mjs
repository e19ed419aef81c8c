// Browser for tests: the Chromium of this machine, and what every page keeps: policy, host, width, axe's rules.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { root, target } from "./lib.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** Nothing that a browser asks its maker for by itself. */
const QUIET = ["quic", "background-networking", "component-update", "sync"].map((name) => `--disable-${name}`);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", ...QUIET];
const AXE = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
/** The browser's own lines about a refusal or a broken connection that a test asked for, and Clerk's about its test keys. */
const EXPECTED = [
  /^Failed to load resource: the server responded with a status of (4\d\d|503)/,
  /^Failed to load resource: net::ERR_/,
  /^Clerk: Clerk has been loaded with development keys/,
];
/** The narrowest screen of WCAG's reflow. */
const NARROWEST = 320;

export const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };
export const screenshots = join(target, "e2e/screenshots");

export async function launch(flags = []) {
  const folders = process.env.PATH.split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
  const executablePath = process.env.CHROMIUM ?? found;
  if (!executablePath) throw new Error("no Chromium: `ci/install` installs it, or CHROMIUM names one");
  mkdirSync(screenshots, { recursive: true });
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

/** A page that notes what it must not do; `assertQuiet` fails on all of it. `foreign`: other origins that it may ask. */
export async function openPage(browser, origin, { viewport = LAPTOP, colorScheme = "light", foreign = [], ...options } = {}) {
  const context = await browser.newContext({ viewport, colorScheme, ...options });
  const page = await context.newPage();
  const wrongs = [];
  await page.exposeFunction("violated", (what) => wrongs.push(`policy: ${what}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) =>
      window.violated(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  page.on("pageerror", (error) => wrongs.push(`error: ${error.message}`));
  page.on("console", (message) => {
    const expected = EXPECTED.some((line) => line.test(message.text()));
    if (["error", "warning"].includes(message.type()) && !expected) wrongs.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    const isOwn = [origin, ...foreign].some((own) => url.startsWith(`${own}/`)) || /^(data|blob):/.test(url);
    if (!isOwn) wrongs.push(`foreign: ${url}`);
  });
  return { page, context, assertQuiet: () => assert.deepEqual(wrongs, []) };
}

/** What axe finds, one line a rule. Injected as a value: the page's policy refuses a script element. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .slice(0, 5)
        .map(({ target }) => target.join(" "))
        .join(", ")}`,
  );
}

/** No sideways scrolling on the narrowest screen. */
export async function assertNarrow(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: NARROWEST, height: 640 });
  const { wide, over } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    over: [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest("pre, nav"))
      .map((element) => `${element.tagName}.${element.className}`)
      .slice(0, 5),
  }));
  await page.setViewportSize(before);
  assert.ok(wide <= NARROWEST, `${wide} px wide: ${over.join(", ")}`);
}

export async function screenshot(page, name, options = {}) {
  await page.screenshot({ path: join(screenshots, `${name}.png`), ...options });
}
