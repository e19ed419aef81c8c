// A call as a browser holds it with Google's official client: what is spoken and typed goes out, lines of a transcript come back.

import { setTimeout as pause } from "node:timers/promises";
import { GoogleGenAI } from "@google/genai";

const PATIENCE = 10_000;
const RATE = 16_000;
const FRAME_MS = 100;
const TONE = pcm((at) => 8_000 * Math.sin((2 * Math.PI * 220 * at) / RATE));
const SILENCE = pcm(() => 0);

/** One session of the Live API, and the lines that come of it. */
export class Call {
  handle;
  sent = 0;
  #session;
  #spoken;
  #open = {};
  #waiting = [];

  constructor(credentials, beginning, lines) {
    this.credentials = credentials;
    this.beginning = beginning;
    this.lines = lines;
    this.sent = lines.length;
    this.firstSeq = credentials.nextSeq - lines.length;
  }

  static async connect(credentials, beginning, lines = []) {
    const call = new Call(credentials, beginning, lines);
    call.#session = await within(connect(credentials, (message) => call.#take(message)), "a session");
    return call;
  }

  /** Why a session is refused. This version of the client never settles then, so the close event is waited for. */
  static async refusal(credentials) {
    const closed = new Promise((resolve) => connect(credentials, () => {}, resolve).catch(() => {}));
    return within(closed, "a refusal");
  }

  says(text) {
    this.#session.sendClientContent({ turns: text, turnComplete: true });
  }

  types(text) {
    this.#session.sendRealtimeInput({ text });
  }

  /** A tone for a while, then the silence that ends a turn; both pass faster here than they would be spoken. */
  async speaks(milliseconds = 600) {
    const at = this.#now();
    await this.#sound(TONE, milliseconds);
    this.#spoken = { at, endedAtMs: this.#now() };
    await this.#sound(SILENCE, 2_100);
  }

  async #sound(data, milliseconds) {
    for (let passed = 0; passed < milliseconds; passed += FRAME_MS) {
      this.#session.sendRealtimeInput({ audio: { data, mimeType: this.credentials.inputMime } });
      await pause(FRAME_MS / 5);
    }
  }

  /** Does it, and waits until the interviewer has answered and there is a handle to go on from there. */
  async turn(act) {
    const done = new Promise((resolve) => this.#waiting.push(resolve));
    await act();
    await within(done, "the end of a turn");
  }

  /** The lines that were not taken before, numbered on from where the backend is. */
  take() {
    const items = this.lines.slice(this.sent).map((line, place) => ({ seq: this.firstSeq + this.sent + place, ...line }));
    this.sent = this.lines.length;
    return items;
  }

  hangUp() {
    this.#session.close();
  }

  #take({ serverContent, sessionResumptionUpdate }) {
    // One event may carry audio and words together, so nothing here excludes anything else.
    const { inputTranscription, outputTranscription, modelTurn, interrupted, turnComplete } = serverContent ?? {};
    if (inputTranscription?.text) this.#write("candidate", inputTranscription.text);
    if (modelTurn) this.#close("candidate");
    if (outputTranscription?.text) this.#write("interviewer", outputTranscription.text);
    if (interrupted || turnComplete) {
      this.#close("candidate");
      this.#close("interviewer", Boolean(interrupted));
    }
    if (turnComplete) this.complete = true;
    if (sessionResumptionUpdate?.newHandle) {
      this.handle = sessionResumptionUpdate.newHandle;
      if (this.complete) this.#waiting.shift()?.();
      this.complete = false;
    }
  }

  /** Words arrive after they were spoken; when that was, the microphone knows. */
  #write(speaker, text) {
    const spoken = speaker === "candidate" ? this.#spoken : undefined;
    this.#open[speaker] ??= { speaker, text: "", at: this.#now(), ...spoken };
    this.#open[speaker].text += text;
  }

  #close(speaker, interrupted = false) {
    const line = this.#open[speaker];
    if (!line) return;
    this.lines.push({ endedAtMs: this.#now(), ...line, text: line.text.trim(), interrupted });
    delete this.#open[speaker];
    if (speaker === "candidate") this.#spoken = undefined;
  }

  #now() {
    return Date.now() - this.beginning;
  }
}

function connect({ token, model, apiVersion, wsBaseUrl }, onmessage, onclose) {
  const client = new GoogleGenAI({ apiKey: token, httpOptions: { baseUrl: wsBaseUrl, apiVersion } });
  // No configuration: all of it is locked in the token.
  return client.live.connect({ model, callbacks: { onmessage, onclose } });
}

async function within(promise, what) {
  const late = Symbol("late");
  const timer = new AbortController();
  const first = await Promise.race([promise, pause(PATIENCE, late, { signal: timer.signal }).catch(() => late)]);
  timer.abort();
  if (first === late) throw new Error(`${what} did not come within ${PATIENCE} ms`);
  return first;
}

/** One frame of 16-bit samples, as the Live API takes them. */
function pcm(sample) {
  const samples = Int16Array.from({ length: (RATE * FRAME_MS) / 1000 }, (_, at) => sample(at));
  return Buffer.from(samples.buffer).toString("base64");
}
