// Clerk's own script signs in: the real clerk-js, its host answered from this machine, under the page's strict policy.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { check, root } from "../lib.mjs";
import { ENVIRONMENT, client } from "./clerk-answers.mjs";

const CLERK = "https://darasa-dev.clerk.accounts.dev";
const HOSTED = "https://darasa-dev.accounts.dev";
const SCRIPTS = "/npm/@clerk/clerk-js@6/dist/";

export async function clerk(world) {
  await check("the real clerk-js signs in, its tokens open the API, and signing out ends it", async () => {
    const { page, fapi, assertScreen, context } = await openWithClerk(world, { signedIn: true });
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    assert.deepEqual(fapi.asked.slice(0, 3), [`GET ${SCRIPTS}clerk.browser.js`, "POST /v1/dev_browser", "POST /v1/environment"]);
    await assertScreen();
    await page.getByRole("link", { name: "Your data" }).first().click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: /^Sign in/ }).waitFor();
    await context.close();
  });
  await check("nobody signed in is led to Clerk's page, and back to where they were", async () => {
    const { page, fapi, assertScreen, context } = await openWithClerk(world, { path: "/app/plan" });
    const button = page.getByRole("button", { name: /^Sign in/ });
    await button.waitFor();
    await assertScreen();
    await button.click();
    await page.waitForURL(`${HOSTED}/**`);
    const to = new URL(page.url());
    assert.equal(to.pathname, "/sign-in");
    assert.match(decodeURIComponent(to.href), new RegExp(`force_redirect_url=${world.url}/app/plan`));
    fapi.signIn();
    await page.goto(`${world.url}/app/plan`);
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await context.close();
  });
  await check("Clerk that cannot be reached is said, and asked again", async () => {
    const { page, fapi, context } = await openWithClerk(world, { signedIn: true, away: true });
    await page.getByText("Signing in does not work at the moment.").waitFor();
    fapi.away = false;
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("navigation", { name: "Main" }).waitFor();
    await context.close();
  });
}

/** A page whose Clerk is faked; what else is told goes to the page, as its size does. */
export async function openWithClerk(world, { signedIn = false, away = false, path = "/app", ...options }) {
  const user = world.newPerson();
  const token = await world.token(user);
  const fapi = { asked: [], away, user: signedIn ? user : null, signIn: () => (fapi.user = user) };
  const opened = await world.open({ ...options, path: "/robots.txt", foreign: [CLERK, HOSTED] });
  // As on the platform, where no such path is.
  await opened.context.route(`${world.url}/dev/session`, (route) => route.fulfill({ status: 404 }));
  await opened.context.route(`${HOSTED}/**`, (route) => route.fulfill({ contentType: "text/html", body: "Clerk's page" }));
  await opened.context.route(`${CLERK}/**`, (route) => answer(route, fapi, world.url, token));
  await opened.page.goto(world.url + path);
  return { ...opened, fapi };
}

/** Clerk's Frontend API, and the place its script comes from. */
async function answer(route, fapi, origin, token) {
  const { pathname, searchParams } = new URL(route.request().url());
  if (fapi.away) return route.abort();
  const method = searchParams.get("_method") === "DELETE" ? "DELETE" : route.request().method();
  fapi.asked.push(`${method} ${pathname}`);
  const headers = { "Access-Control-Allow-Origin": origin, "Access-Control-Allow-Credentials": "true" };
  if (pathname.startsWith(SCRIPTS)) {
    const file = join(root, "node_modules/@clerk/clerk-js/dist", pathname.slice(SCRIPTS.length));
    return route.fulfill({ body: readFileSync(file), contentType: "text/javascript", headers });
  }
  const json = (body) => route.fulfill({ json: body, headers });
  if (pathname === "/v1/dev_browser") return json({ id: "dvb_1", token: "dvb_1" });
  if (pathname === "/v1/environment") return json(ENVIRONMENT);
  if (pathname.endsWith("/tokens")) return json({ object: "token", jwt: token });
  if (method === "DELETE" || pathname.endsWith("/remove")) fapi.user = null;
  const now = client(fapi.user, token);
  return json(pathname === "/v1/client" ? now : { response: now.response.sessions[0] ?? null, client: now.response });
}
