// Call of a journey: a spoken interview in a page, the frames of its socket, what is heard of it, what goes wrong.

import assert from "node:assert/strict";

const SOCKET = /BidiGenerateContentConstrained/;
const JOB = {
  name: "Nanga Freight",
  title: "Backend engineer, bookings",
  experienceLevel: "senior",
  description: "Bookings in Rust on Postgres, twice a second.",
};
/** 16-bit samples at 24 kHz. */
const PLAYED_RATE = 24_000;
/** What is sent of the microphone, each of 40 ms. */
const FRAMES_A_SECOND = 25;

/** Somebody with a job, in its lobby. */
export async function openLobby(world, options = {}) {
  const user = options.user ?? world.newPerson();
  const api = await world.api(user, options.plan);
  const job = options.job ?? (await api("POST", "/api/job-infos", JOB));
  const opened = await world.open({ permissions: ["microphone"], ...options, user, path: "/app/data" });
  const { page } = opened;
  await page.addInitScript(watchAudio);
  await options.before?.(page);
  await page.goto(`${world.url}/app/jobs/${job.id}/interview`);
  await page.getByRole("heading", { name: "Before you begin" }).waitFor();
  return { ...opened, api, job, user };
}

/** The same in a call, once the interviewer has asked. */
export async function openCall(world, options = {}) {
  const lobby = await openLobby(world, options);
  const { page } = lobby;
  await allow(page);
  if (options.manual) await page.getByRole("radio", { name: /When I press Done/ }).check();
  await page.getByRole("button", { name: "Start speaking" }).click();
  await page.waitForURL("**/spoken");
  const id = page.url().split("/").at(-2);
  const call = { ...lobby, id, ...looks(page) };
  if (!options.silent) await call.line(/proud of/);
  return call;
}

/** The microphone is opened by itself where it was allowed before, else by a tap. */
export async function allow(page) {
  const start = page.getByRole("button", { name: "Start speaking" });
  const check = page.getByRole("button", { name: "Check the microphone", exact: true });
  await start.or(check).first().waitFor();
  if (await check.isVisible()) await check.click({ timeout: 5_000 }).catch(() => {});
  await start.waitFor();
}

function looks(page) {
  const captions = page.getByRole("log");
  const button = (name) => page.getByRole("button", { name, exact: true });
  return {
    captions,
    button,
    /** Waits for a caption that is complete; in vain, it tells those that came. */
    async line(words) {
      const found = captions.locator("li:not([aria-hidden])").filter({ hasText: words }).first();
      await found.waitFor().catch(async (error) => {
        throw new Error(`${error.message}\ncaptions: ${JSON.stringify(await captions.locator("li").allInnerTexts())}`);
      });
    },
    who: (words) => page.locator(".floor .who").filter({ hasText: words }).waitFor(),
    lines: () =>
      captions.locator("li:not([aria-hidden])").evaluateAll((all) => all.map((line) => line.lastChild.textContent)),
    async end() {
      await button("End").click();
      await button("End it").click();
      await page.waitForURL("**/review");
    },
  };
}

// ── The socket ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What went over the sockets of a page, as the browser saw it. */
export function listen(page) {
  const sockets = [];
  page.on("websocket", (socket) => {
    const seen = { sent: [], closed: socket.waitForEvent("close") };
    // Whoever waits for it is told when it never comes.
    seen.closed.catch(() => {});
    sockets.push(seen);
    socket.on("framesent", ({ payload }) => seen.sent.push(JSON.parse(String(payload))));
  });
  const sent = () => sockets.flatMap((socket) => socket.sent);
  const audio = () => sent().flatMap(({ realtimeInput }) => realtimeInput?.audio ?? []);
  return {
    sockets,
    sent,
    closed: (index) => sockets[index].closed,
    audio,
    /** The loudest sample of each second that was sent. */
    loudness() {
      const seconds = [];
      audio().forEach(({ data }, frame) => {
        const second = Math.floor(frame / FRAMES_A_SECOND);
        seconds[second] = Math.max(seconds[second] ?? 0, loudest(Buffer.from(data, "base64")));
      });
      return seconds.join(" ");
    },
    signals: () =>
      sent()
        .filter(({ realtimeInput }) => realtimeInput && !realtimeInput.audio)
        .map(({ realtimeInput }) => realtimeInput),
  };
}

/** Of 16-bit samples. */
function loudest(pcm) {
  let most = 0;
  for (let at = 0; at + 1 < pcm.length; at += 2) most = Math.max(most, Math.abs(pcm.readInt16LE(at)));
  return most;
}

/**
 * Stands between the page and the emulator. `fromServer` and `fromPage` may change a frame, hold it back (null) or act;
 * `sockets` are those that were opened, to say and to close what the emulator would not.
 */
export async function between(page, { fromServer = (frame) => frame, fromPage = (frame) => frame } = {}) {
  const sockets = [];
  await page.routeWebSocket(SOCKET, (socket) => {
    const server = socket.connectToServer();
    const line = {
      sent: [],
      say: (frame) => socket.send(JSON.stringify(frame)),
      tell: (frame) => server.send(JSON.stringify(frame)),
      close: (code, reason) => socket.close({ code, reason }),
    };
    sockets.push(line);
    socket.onMessage((text) => {
      line.sent.push(JSON.parse(text));
      const frame = fromPage(JSON.parse(text), line);
      if (frame) server.send(JSON.stringify(frame));
    });
    server.onMessage((data) => {
      const frame = fromServer(JSON.parse(String(data)), line);
      // As the emulator: the confirmation is bytes.
      if (frame) socket.send(frame.setupComplete ? Buffer.from(JSON.stringify(frame)) : JSON.stringify(frame));
    });
  });
  return sockets;
}

/** The frame with something to be heard in it, for so long. */
export function audible(frame, milliseconds) {
  const data = frame.serverContent?.modelTurn?.parts?.[0]?.inlineData;
  if (data) data.data = tone(milliseconds);
  return frame;
}

function tone(milliseconds) {
  const samples = Int16Array.from({ length: (PLAYED_RATE * milliseconds) / 1_000 }, (_, at) => {
    return 9_000 * Math.sin((2 * Math.PI * 330 * at) / PLAYED_RATE);
  });
  return Buffer.from(samples.buffer).toString("base64");
}

// ── The sound ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Runs in the page before its scripts: what goes to the loudspeaker is measured, and microphones are remembered. */
function watchAudio() {
  const analysers = new Map();
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const { context } = this;
      if (!analysers.has(context)) analysers.set(context, context.createAnalyser());
      connect.call(this, analysers.get(context));
    }
    return connect.call(this, to, ...rest);
  };
  const microphones = [];
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    const stream = await ask(constraints);
    microphones.push(...stream.getTracks());
    return stream;
  };
  // A short tone is over before somebody outside of the page can look.
  setInterval(
    () => (window.audioWatch.loudest = Math.max(window.audioWatch.loudest, window.audioWatch.loudness())),
    20,
  );
  window.audioWatch = {
    microphones,
    loudest: 0,
    loudness() {
      const samples = new Float32Array(2_048);
      return Math.max(
        0,
        ...[...analysers].map(([context, analyser]) => {
          if (context.state !== "running") return 0;
          analyser.getFloatTimeDomainData(samples);
          return Math.max(...samples.map(Math.abs));
        }),
      );
    },
    open: () => ({
      microphones: microphones.filter(({ readyState }) => readyState === "live").length,
      contexts: [...analysers.keys()].filter(({ state }) => state !== "closed").length,
    }),
  };
}

export const waitForSound = (page) =>
  page.waitForFunction(() => window.audioWatch.loudest > 0.05, undefined, { polling: 20 });
export const waitForSilence = (page, timeout) =>
  page.waitForFunction(() => window.audioWatch.loudness() < 0.001, undefined, { polling: 20, timeout });

/** Nothing of the device is kept: the microphone's light is off. */
export async function assertReleased(page) {
  await page.waitForFunction(() => {
    const { microphones, contexts } = window.audioWatch.open();
    return microphones === 0 && contexts === 0;
  });
}

/** What the server has is what the screen shows; the last line may still be on its way. */
export async function assertStored(call) {
  const words = (texts) => texts.join(" ").replace(/\s+/g, " ");
  const read = async () =>
    (await call.api("GET", `/api/interviews/${call.id}/transcript`)).items.map(({ text }) => text);
  const shown = words(await call.lines());
  for (let tries = 0; tries < 40 && words(await read()) !== shown; tries += 1) await call.page.waitForTimeout(250);
  assert.equal(words(await read()), shown);
}
