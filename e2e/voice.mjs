// A spoken interview as a browser holds it, with Google's official client:
//
//   node voice.mjs                                                               through a `darasa dev` of its own
//   node voice.mjs --url http://127.0.0.1:3000 --token "$(cargo darasa token)"   through a running `cargo dev`
//   node voice.mjs --gemini http://127.0.0.1:<port>                              the emulated Live API alone
//
// The token needs an interview left in its plan. The candidate's microphone is a tone; what the emulator hears in it is in its
// script.

import assert from "node:assert/strict";
import { parseArgs } from "node:util";
import { GoogleGenAI, Modality } from "@google/genai";
import { Call } from "./call.mjs";
import { cleanUp, darasa as command, dev } from "./dev.mjs";
import { check, main } from "./lib.mjs";

const CLOSING = /^Thank you, that was all/;

const { values: options } = parseArgs({
  options: { url: { type: "string" }, token: { type: "string" }, gemini: { type: "string" } },
});
if (Boolean(options.url) !== Boolean(options.token)) {
  console.error("usage: node voice.mjs [--url <darasa> --token <session token>, or --gemini <emulator>]");
  process.exit(2);
}

await main(async () => {
  if (options.gemini) return emulatorAlone(options.gemini);
  const { url, token } = options.url ? options : { ...(await dev()), token: await command("token") };
  await wholeInterview(url, token);
}, cleanUp);

// ── The two ways ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** From the job to the feedback: everything a front end does with darasa's voice routes. */
async function wholeInterview(url, token) {
  const api = darasa(url, token);
  const job = await api("POST", "/api/job-infos", { name: "Acme", experienceLevel: "senior", description: "Rust services on Postgres" });
  const { id } = await api("POST", "/api/interviews", { jobInfoId: job.id });
  const path = `/api/interviews/${id}`;
  const posted = [];

  const open = (resumeHandle) => api("POST", `${path}/voice`, { resumeHandle });
  const append = async ({ sessionId }, items) => {
    posted.push(...items);
    return api("POST", `${path}/utterances`, { sessionId, items });
  };
  const last = await hold(open, append);

  await check("what was stored already is taken again and not stored twice", async () => {
    const again = await api("POST", `${path}/utterances`, { sessionId: last.sessionId, items: posted.slice(0, 2) });
    assert.deepEqual([again.stored, again.duplicates, again.missing], [0, 2, []]);
  });
  await check("other words under the same number are a conflict", async () => {
    const items = [{ ...posted[0], text: "I never said that." }];
    const conflict = await api("POST", `${path}/utterances`, { sessionId: last.sessionId, items }, 409);
    assert.deepEqual(conflict.conflicts, [posted[0].seq]);
  });
  await check("the interview is finished", async () => {
    const end = { sessionId: last.sessionId, lastSeq: posted.at(-1).seq, reason: "completed" };
    await api("POST", `${path}/finish`, end);
    await api("POST", `${path}/finish`, end);
    const interview = await api("GET", path);
    assert.deepEqual([interview.state, interview.kind], ["finished", "voice"]);
  });
  await check("no voice after the end", () => api("POST", `${path}/voice`, {}, 409));
  await check("the transcript has every word, and the pacing is computed", async () => {
    const { items, pacing } = await api("GET", `${path}/transcript`);
    assert.equal(words(items), words(posted));
    assert.ok(pacing.talkRatio > 0 && pacing.talkRatio < 1, JSON.stringify(pacing));
    assert.equal(typeof pacing.answerDelayMedianMs, "number", JSON.stringify(pacing));
  });
  await check("the feedback is streamed, and replayed when it is asked for again", async () => {
    const ask = () => api("POST", "/api/ai/interviews/generate-feedback?stream=text", { interviewId: id });
    const feedback = await ask();
    assert.match(feedback, /^# Overall \(Rating: \d+\/10\)/);
    assert.equal(await ask(), feedback);
  });
}

/** The same conversation with tokens that the official client mints itself. */
async function emulatorAlone(gemini) {
  const model = "gemini-3.8-live";
  const mint = async (resumeHandle) => {
    const client = new GoogleGenAI({ apiKey: "any", httpOptions: { baseUrl: gemini, apiVersion: "v1alpha" } });
    const locked = {
      responseModalities: [Modality.AUDIO],
      systemInstruction: "You are Maya, a job interviewer.",
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      sessionResumption: resumeHandle ? { handle: resumeHandle } : {},
    };
    const { name } = await client.authTokens.create({ config: { uses: 1, liveConnectConstraints: { model, config: locked } } });
    return { token: name, model, apiVersion: "v1alpha", wsBaseUrl: gemini, inputMime: "audio/pcm;rate=16000", nextSeq: next };
  };
  let next = 0;
  await hold(mint, async (_, items) => (next = items.at(-1).seq + 1));
}

// ── The interview ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Holds a whole interview, with a reconnection after the second answer; the credentials of its last session. */
async function hold(open, append) {
  const beginning = Date.now();
  let credentials = await open();
  let call;
  const send = async () => {
    const items = call.take();
    if (items.length > 0) await append(credentials, items);
  };

  await check("a token opens a session", async () => {
    assert.match(credentials.token, /^auth_tokens\//);
    call = await Call.connect(credentials, beginning);
  });
  await check("and no second one", async () => {
    const { code, reason } = await Call.refusal(credentials);
    assert.equal(code, 1008, reason);
  });
  await check("the interviewer greets and asks", async () => {
    await call.turn(() => call.says("Please begin."));
    assert.match(call.lines.at(-1).text, /^Hello.+proud of/);
    await send();
  });
  await check("what the candidate speaks is heard, and the next question follows", async () => {
    await call.turn(() => call.speaks());
    await call.turn(() => call.speaks());
    assert.deepEqual(call.lines.slice(-4).map((line) => line.speaker), ["candidate", "interviewer", "candidate", "interviewer"]);
    assert.match(call.lines.at(-4).text, /queue/);
    await send();
  });
  await check("a new token with the last handle goes on where the call was cut", async () => {
    const { handle, lines } = call;
    call.hangUp();
    credentials = await open(handle);
    call = await Call.connect(credentials, beginning, lines);
    await call.turn(() => call.speaks());
    assert.match(call.lines.at(-1).text, /last question/);
    await send();
  });
  await check("the interviewer closes", async () => {
    await call.turn(() => call.types("A colleague and I measured, and then we agreed."));
    assert.match(call.lines.at(-1).text, CLOSING);
    assert.equal(call.lines.at(-2).text, "A colleague and I measured, and then we agreed.");
    assert.equal(call.lines.length, 9, "five times the interviewer, four times the candidate");
    await send();
    call.hangUp();
  });
  return credentials;
}

// ── Small things ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Asks darasa; JSON becomes a value, anything else stays text. */
function darasa(url, token) {
  return async (method, path, body, expected) => {
    const reply = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await reply.text();
    const good = expected === undefined ? reply.ok : reply.status === expected;
    if (!good) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return /json/.test(reply.headers.get("content-type") ?? "") ? JSON.parse(text) : text;
  };
}

/** One claim; the script ends with the first that does not hold, as the next ones build on it. */
/** All that was said, whoever's lines it is cut into. */
function words(lines) {
  return lines.map((line) => line.text).join(" ").split(/\s+/).join(" ");
}
