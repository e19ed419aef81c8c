// Svix's own library signs our webhooks, and verifies those that `darasa webhook` sends; so does Clerk's.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { verifyWebhook } from "@clerk/backend/webhooks";
import { Webhook } from "svix";
import { cleanUp, darasa, dev, me } from "./dev.mjs";
import { check, main } from "./lib.mjs";

const STRANGER = "whsec_bmV3IG5ldyBuZXcgbmV3IG5ldyBuZXch";
let number = 0;

function user(name, updatedAt) {
  return {
    id: "user_ada",
    first_name: name,
    last_name: null,
    image_url: "https://img.example.invalid/a.png",
    primary_email_address_id: "idn_1",
    email_addresses: [{ id: "idn_1", email_address: "ada@example.com" }],
    updated_at: updatedAt,
  };
}

function event(type, data) {
  return JSON.stringify({ data, object: "event", type, timestamp: Date.now(), instance_id: "ins_1" });
}

await main(async () => {
  const { url, state } = await dev();
  const svix = new Webhook(state.webhookSecret);
  const token = await darasa("token");
  const name = async () => (await me(url, { authorization: `Bearer ${token}` })).body.name;

  async function deliver(body, { signer = svix, at = new Date(), id = `msg_${(number += 1)}`, sent = body, prefix = "svix" } = {}) {
    const headers = {
      "content-type": "application/json",
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: `${Math.floor(at.getTime() / 1000)}`,
      [`${prefix}-signature`]: signer.sign(id, at, body),
    };
    return (await fetch(`${url}/api/webhooks/clerk`, { method: "POST", headers, body: sent })).status;
  }

  await check("user.created signed by svix is received", async () => {
    assert.equal(await deliver(event("user.created", user("Ada", 1_000))), 200);
    assert.equal(await name(), "Ada");
  });
  await check("so is one with letters beyond ASCII, under the standard names", async () => {
    assert.equal(await deliver(event("user.updated", user("Ådа 🦀 愛", 2_000)), { prefix: "webhook" }), 200);
    assert.equal(await name(), "Ådа 🦀 愛");
  });
  await check("a repeat does nothing, and an older event neither", async () => {
    const newest = event("user.updated", user("Countess", 3_000));
    assert.equal(await deliver(newest, { id: "msg_once" }), 200);
    assert.equal(await deliver(event("user.updated", user("Late", 2_500))), 200);
    assert.equal(await deliver(newest, { id: "msg_once" }), 200);
    assert.equal(await name(), "Countess");
  });
  await check("another secret, a changed body and an old time are 400", async () => {
    const body = event("user.updated", user("Mallory", 9_000));
    assert.equal(await deliver(body, { signer: new Webhook(STRANGER) }), 400);
    assert.equal(await deliver(body, { sent: body.replace("Mallory", "Eve") }), 400);
    assert.equal(await deliver(body, { at: new Date(Date.now() - 301_000) }), 400);
    assert.equal(await deliver(body, { at: new Date(Date.now() + 302_000) }), 400);
    assert.equal(await name(), "Countess");
  });
  await check("what darasa sends is verified by svix and by @clerk/backend", async () => {
    const heard = await listen(async (address) => darasa("webhook", "user.updated", "--name", "Grace", "--url", address));
    assert.equal(heard.url, "/api/webhooks/clerk");
    svix.verify(heard.body, heard.headers);
    const request = new Request("http://localhost/api/webhooks/clerk", { method: "POST", headers: heard.headers, body: heard.body });
    const verified = await verifyWebhook(request, { signingSecret: state.webhookSecret });
    assert.deepEqual([verified.type, verified.data.first_name], ["user.updated", "Grace"]);
    assert.throws(() => new Webhook(STRANGER).verify(heard.body, heard.headers));
  });
  await check("user.deleted ends it, also for what comes later", async () => {
    assert.equal(await deliver(event("user.deleted", { id: "user_ada", object: "user", deleted: true })), 200);
    assert.equal(await deliver(event("user.updated", user("Revived", 99_000))), 200);
    assert.equal((await me(url, { authorization: `Bearer ${token}` })).status, 401);
  });
}, cleanUp);

/** One request, as somebody else's server hears it. */
async function listen(send) {
  let heard;
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    heard = { url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString() };
    response.end("heard");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  await send(`http://127.0.0.1:${server.address().port}`);
  server.close();
  return heard;
}
