// Candidate of the end-to-end tests: who has a job to prepare for, asks questions about it, and what the log says of that.

import assert from "node:assert/strict";
import { darasa } from "./dev.mjs";

/** Ada, who has one job and asks for questions about it. */
export class Candidate {
  static async signedIn(url) {
    const ada = new Candidate();
    const token = await darasa("token", "--features", "unlimited_questions");
    Object.assign(ada, { url, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } });
    const job = { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" };
    ada.job = (await ada.json("/api/job-infos", job)).id;
    return ada;
  }

  async ask(stream) {
    const body = JSON.stringify({ prompt: "medium", jobInfoId: this.job });
    const path = `/api/ai/questions/generate-question?stream=${stream}`;
    const reply = await fetch(this.url + path, { method: "POST", headers: this.headers, body });
    const pieces = [];
    for await (const piece of reply.body) pieces.push(piece);
    const text = Buffer.concat(pieces).toString();
    return { status: reply.status, retryAfter: reply.headers.get("retry-after"), body: text, pieces: pieces.length };
  }

  /** The newest first. */
  async questions() {
    return (await this.json(`/api/questions?jobInfoId=${this.job}`)).items;
  }

  async json(path, body) {
    const request = { method: body ? "POST" : "GET", headers: this.headers, body: body && JSON.stringify(body) };
    const reply = await fetch(this.url + path, request);
    assert.ok(reply.ok, `${path}: ${reply.status}`);
    return reply.json();
  }
}

/** The last line of the log that says so; it is written when the reply has ended. */
export async function logged(program, name, value) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const lines = program.output.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line));
    const line = lines.findLast((line) => line[name] === value);
    if (line) return line;
    if (Date.now() > deadline) throw new Error(`no line has ${name} ${value}:\n${program.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
