// Clerk's own backend library against the emulated Clerk and against our API: both take the same tokens.

import assert from "node:assert/strict";
import { cleanUp, darasa, dev, me } from "./dev.mjs";
import { check, main } from "./lib.mjs";

process.env.CLERK_TELEMETRY_DISABLED = "1";
const { createClerkClient, verifyToken } = await import("@clerk/backend");
const SECRET = "sk_test_darasa";

await main(async () => {
  const { url, clerk: apiUrl } = await dev();
  const { clerk: known } = await (await fetch(`${url}/api/config`)).json();
  const { publishableKey } = known;
  const clerk = createClerkClient({ secretKey: SECRET, publishableKey, apiUrl, telemetry: { disabled: true } });
  const ours = async (token) => (await me(url, { authorization: `Bearer ${token}` })).status;
  const theirs = async (headers) => clerk.authenticateRequest(new Request(url, { headers }));
  let token;

  await check("getUser reads a person", async () => {
    const ada = await clerk.users.getUser("user_ada");
    assert.deepEqual([ada.id, ada.firstName, ada.primaryEmailAddress.emailAddress], ["user_ada", "Ada", "ada@example.com"]);
  });
  await check("sessions mint tokens that verifyToken and our API take", async () => {
    const session = await clerk.sessions.createSession({ userId: "user_ada" });
    token = (await clerk.sessions.getToken(session.id)).jwt;
    const claims = await verifyToken(token, { secretKey: SECRET, apiUrl });
    assert.deepEqual([claims.sub, claims.sid], ["user_ada", session.id]);
    assert.equal(await ours(token), 200);
  });
  await check("authenticateRequest takes it in the header and sees the plan that we see", async () => {
    const state = await theirs({ authorization: `Bearer ${token}` });
    assert.equal(state.status, "signed-in");
    assert.equal(state.toAuth().userId, "user_ada");
    assert.ok(state.toAuth().has({ feature: "5_questions" }));
    const { body } = await me(url, { authorization: `Bearer ${token}` });
    assert.equal(body.features.questions.limit, 5);
  });
  await check("a token of `darasa token` is one of Clerk's", async () => {
    const minted = await darasa("token", "--user", "grace", "--features", "unlimited_questions");
    const claims = await verifyToken(minted, { secretKey: SECRET, apiUrl });
    assert.equal(claims.sub, "user_grace");
    assert.equal(await ours(minted), 200);
  });
  await check("the session cookie of the instance is the same for both", async () => {
    const digest = await crypto.subtle.digest("SHA-1", new TextEncoder().encode(publishableKey));
    const suffix = Buffer.from(digest).toString("base64url").slice(0, 8);
    const uat = Math.floor(Date.now() / 1000) - 30;
    const cookie = `__session_${suffix}=${token}; __client_uat_${suffix}=${uat}; __clerk_db_jwt_${suffix}=dvb_1`;
    assert.equal((await theirs({ cookie })).status, "signed-in");
    assert.equal((await me(url, { cookie })).status, 200);
  });
  await check("a forged, a changed and an expired token are refused by both", async () => {
    const [head, claims, signature] = token.split(".");
    const bobs = Buffer.from(Buffer.from(claims, "base64url").toString().replace("user_ada", "user_bob")).toString("base64url");
    const short = await darasa("token", "--ttl", "1");
    await new Promise((resolve) => setTimeout(resolve, 7_000));
    for (const bad of [`${head}.${bobs}.${signature}`, `${head}.${claims}.${"A".repeat(signature.length)}`, short, "nonsense"]) {
      assert.notEqual((await theirs({ authorization: `Bearer ${bad}` })).status, "signed-in");
      assert.equal(await ours(bad), 401);
    }
  });
}, cleanUp);
