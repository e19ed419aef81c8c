// World of the app's journeys: a `cargo dev`, a proxy before it that can break connections, a browser, people who sign in.

import assert from "node:assert/strict";
import { LAPTOP, PHONE, assertNarrow, axe, launch, openPage, screenshot } from "../browser.mjs";
import { cleanUp, dev } from "../dev.mjs";
import { startRedis } from "../redis.mjs";
import { startProxy } from "./proxy.mjs";

export const SCREENS = { phone: PHONE, laptop: LAPTOP };
/** How long a page may take for what a test waits for; a busy machine is slow. */
export const PATIENCE = 60_000;

/**
 * @param {{ url?: string, gemini?: string, redis?: boolean }} options `url`: a `cargo dev` that runs already; `gemini`:
 * where its emulated Gemini is told what goes wrong; `redis`: whether it has a Redis
 */
export async function createWorld({ url, gemini, ...settings } = {}) {
  const redis = url ? settings.redis : await startRedis();
  const server = url ? { url, gemini } : await dev(redis ? { REDIS_URL: redis } : {});
  const proxy = await startProxy(server.url);
  const browser = await launch();
  let people = 0;
  const world = {
    ...server,
    url: proxy.url,
    proxy,
    browser,
    /** Streams can be stopped, and are read again as they are written. */
    hasRedis: Boolean(redis),
    /** Somebody nobody has met. */
    newPerson: () => `person_${Date.now().toString(36)}_${(people += 1)}`,
    token: (user, plan = "max") => session(proxy.url, { user, plan }),
    api: (user, plan) => createApi(proxy.url, user, plan),
    open: (options) => open(world, options),
    async stop() {
      await browser.close();
      proxy.stop();
      if (!url) cleanUp();
    },
  };
  return world;
}

async function session(url, body) {
  const reply = await fetch(`${url}/dev/session`, { method: "POST", body: JSON.stringify(body) });
  assert.equal(reply.status, 200, await reply.clone().text());
  return (await reply.json()).token;
}

/** The API as this person, for what a journey needs to be there already. */
async function createApi(url, user, plan) {
  const token = await session(url, { user, plan });
  return async (method, path, body, headers = {}) => {
    const reply = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers },
      ...(body && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
    return reply.headers.get("content-type")?.startsWith("application/json") ? JSON.parse(text) : text;
  };
}

/** A page in which this person is signed in (nobody: `user` is null), with what is asserted of every screen. */
async function open(world, { user = null, plan = "max", path = "/app", viewport = PHONE, browser = world.browser, ...options } = {}) {
  const opened = await openPage(browser, world.url, { viewport, ...options });
  const { page } = opened;
  page.setDefaultTimeout(PATIENCE);
  if (user) await opened.context.addInitScript(signIn, { user, plan });
  await page.goto(world.url + path);
  return {
    ...opened,
    /** What every screen keeps, in every state: axe's rules, 320 px, no violation, no error, no foreign host. */
    async assertScreen() {
      assert.deepEqual(await axe(page), []);
      await assertNarrow(page);
      opened.assertQuiet();
    },
    shot: (name) => shoot(page, `app-${name}`),
  };
}

/** The whole page as one screen, so that what is fixed stands at its edges. */
async function shoot(page, name) {
  const before = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...before, height: Math.max(before.height, height) });
  await screenshot(page, name);
  await page.setViewportSize(before);
}

/** Runs in the page, before its scripts; a sign-out in a test stays one. */
function signIn(choice) {
  if (sessionStorage.getItem("test.signed-in")) return;
  sessionStorage.setItem("test.signed-in", "yes");
  localStorage.setItem("darasa.dev-session", JSON.stringify(choice));
}
