// Own data: an export as other libraries read it, and the receipt of an erasure as they check it, without any word of ours.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import yauzl from "yauzl";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { assertDone, check, main, run } from "./lib.mjs";

const folder = mkdtempSync(join(tmpdir(), "darasa-own-data-"));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

await main(
  async () => {
    const { url, clerk } = await dev();
    const token = await darasa("token", "--user", "ada");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const call = (path, init = {}) => fetch(url + path, { ...init, headers });
    const job = { name: "Acme — ☕", experienceLevel: "senior", description: "Rust" };
    assert.equal((await call("/api/job-infos", { method: "POST", body: JSON.stringify(job) })).status, 201);

    await check("yauzl and unzip read an export whole, and its manifest is true", async () => {
      const reply = await call("/api/users/me/export");
      assert.deepEqual([reply.status, reply.headers.get("content-type")], [200, "application/zip"]);
      const archive = Buffer.from(await reply.arrayBuffer());
      const files = await unpacked(archive);
      assert.equal(JSON.parse(files["data/job_infos.json"])[0].name, job.name);
      const manifest = JSON.parse(files["manifest.json"]);
      assert.deepEqual([...manifest.files.map(({ name }) => name), "manifest.json"].sort(), Object.keys(files).sort());
      for (const { name, sha256: sum } of manifest.files) assert.equal(sha256(files[name]).toString("hex"), sum, name);
      writeFileSync(join(folder, "me.zip"), archive);
      assertDone(await run("unzip", ["-tq", join(folder, "me.zip")]), "unzip");
    });
    let receipt;
    await check("an erasure is accepted, done, and its receipt can be read without signing in", async () => {
      const reply = await call("/api/users/me", { method: "DELETE", body: JSON.stringify({ confirm: "user_ada" }) });
      assert.equal(reply.status, 202);
      const { receiptUrl } = await reply.json();
      for (let tries = 0; receipt?.state !== "done" && tries < 100; tries += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        receipt = await (await fetch(url + receiptUrl)).json();
      }
      assert.deepEqual(receipt.steps.map(({ name, state }) => [name, state]), [["database", "done"], ["cache", "done"], ["hume", "gone"], ["clerk", "done"]]);
      assert.equal((await call("/api/users/me")).status, 401);
      const known = await fetch(`${clerk}/v1/users/user_ada`, { headers: { authorization: "Bearer sk_test_darasa" } });
      assert.equal(known.status, 404, "Clerk knows her no more");
    });
    const keys = createRemoteJWKSet(new URL(`${url}/.well-known/darasa-receipts.json`));
    const options = { typ: "erasure-receipt+jwt", algorithms: ["EdDSA"], issuer: "darasa" };
    await check("jose takes the receipt by the published keys, and knows whom it is for by their id alone", async () => {
      const { payload } = await jwtVerify(receipt.receipt, keys, options);
      assert.equal(payload.sub, sha256("user_ada").toString("base64url"));
      assert.equal(payload.deleted.job_infos, 1);
    });
    await check("jose refuses a receipt with a byte changed, and one of another type", async () => {
      const [head, claims, signature] = receipt.receipt.split(".");
      const other = Buffer.from(Buffer.from(claims, "base64url").toString().replace('"job_infos":1', '"job_infos":2')).toString("base64url");
      const flipped = (signature[0] === "A" ? "B" : "A") + signature.slice(1);
      for (const changed of [`${head}.${other}.${signature}`, `${head}.${claims}.${flipped}`]) {
        await assert.rejects(jwtVerify(changed, keys, options), { code: "ERR_JWS_SIGNATURE_VERIFICATION_FAILED" });
      }
      await assert.rejects(jwtVerify(receipt.receipt, keys, { ...options, typ: "JWT" }), { code: "ERR_JWT_CLAIM_VALIDATION_FAILED" });
    });
    await check("so does openssl, with nothing but the key, the bytes and the signature", async () => {
      const { keys: [{ x }] } = await (await fetch(`${url}/.well-known/darasa-receipts.json`)).json();
      // An Ed25519 key as SubjectPublicKeyInfo (RFC 8410): twelve bytes before the key itself.
      const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(x, "base64url")]);
      const [head, claims, signature] = receipt.receipt.split(".");
      const verify = async (message) => {
        const file = (name, bytes) => (writeFileSync(join(folder, name), bytes), join(folder, name));
        const input = ["-in", file("message", message), "-sigfile", file("signature", Buffer.from(signature, "base64url"))];
        const key = ["-pubin", "-keyform", "DER", "-inkey", file("key", spki)];
        return (await run("openssl", ["pkeyutl", "-verify", "-rawin", ...key, ...input])).code;
      };
      assert.equal(await verify(`${head}.${claims}`), 0);
      assert.notEqual(await verify(`${head}.${claims.slice(0, -1)}`), 0);
    });
  },
  () => {
    cleanUp();
    rmSync(folder, { recursive: true, force: true });
  },
);

/** The files of an archive by their names. */
async function unpacked(archive) {
  const files = {};
  const zip = await yauzl.fromBufferPromise(archive, { strictFileNames: true });
  for await (const entry of zip.eachEntry()) {
    const chunks = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    files[entry.fileName] = Buffer.concat(chunks);
  }
  return files;
}
