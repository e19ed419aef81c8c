// API keys in the browser: none at first, one is made and shown once, opens what it says, and is ended.

import assert from "node:assert/strict";
import { check } from "../lib.mjs";
import { openPractice } from "./practice.mjs";

const settings = () => "/app/settings";

export async function apiKeys(world) {
  await check("a key for a program is made, shown once, copied, and opens nothing when it is deleted", async () => {
    const visit = await openPractice(world, { path: settings, permissions: ["clipboard-read", "clipboard-write"] });
    const { page, button, text } = visit;
    await text("You have no keys.").waitFor();
    await button("Make a key").click();
    await text("Give it a name.").waitFor();
    await page.getByLabel("What is the key for?").fill("Anki export");
    await visit.assertScreen();
    await button("Make a key").click();
    await text("It is shown this once.").waitFor();
    const key = await page.locator("code").first().textContent();
    assert.match(key, /^darasa_[\w-]{43}[0-9A-Za-z]{6}$/);
    await button("Copy the key").click();
    await button("Copied").waitFor();
    await visit.assertScreen();
    await visit.shot("api-key-made");

    const byKey = (method, path) =>
      fetch(world.url + path, { method, headers: { authorization: `Bearer ${key}`, "user-agent": "curl/8.5.0" } });
    assert.equal((await (await byKey("GET", "/api/users/me")).json()).id, (await visit.api("GET", "/api/users/me")).id);
    assert.equal((await byKey("DELETE", `/api/job-infos/${visit.job.id}`)).status, 403);

    await page.getByLabel("What is the key for?").fill("Shortcut");
    await button("Make a key").click();
    await page.locator("code", { hasText: key }).waitFor({ state: "detached" });
    await button("Copy the key").waitFor();
    const [second] = (await visit.api("GET", "/api/users/me/keys")).items;
    await visit.api("DELETE", `/api/users/me/keys/${second.id}`);

    await page.reload();
    await text("Anki export").waitFor();
    assert.ok(!(await page.content()).includes(key), "it is not shown again");
    await button("Delete this key").click();
    await visit.assertScreen();
    await visit.shot("api-key-delete");
    await button("Delete key").click();
    await text("You have no keys.").waitFor();
    assert.equal((await byKey("GET", "/api/users/me")).status, 401);
    await visit.context.close();
  });
  await check("keys that cannot be read say so, and are read again; one that is refused changes nothing", async () => {
    const away = (status) => (route) => route.fulfill({ status, contentType: "application/json", body: "{}" });
    const before = ({ page }) => page.route("**/api/users/me/keys", away(503));
    const visit = await openPractice(world, { path: settings, before });
    const { page, button, text } = visit;
    await text("Your keys could not be read.").waitFor();
    await visit.assertScreen();
    await visit.shot("api-keys-failed");
    await page.unroute("**/api/users/me/keys");
    await button("Try again").first().click();
    await text("You have no keys.").waitFor();
    for (let made = 0; made < 10; made += 1) {
      await visit.api("POST", "/api/users/me/keys", { name: `Script ${made}`, scopes: ["practice"] });
    }
    await page.getByLabel("What is the key for?").fill("One too many");
    await button("Make a key").click();
    await text("Ten keys are the most.").waitFor();
    assert.equal((await visit.api("GET", "/api/users/me/keys")).items.length, 10);
    await visit.assertScreen();
    await visit.shot("api-keys-ten");
    await visit.context.close();
  });
}
