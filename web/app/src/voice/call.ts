// Call: a spoken interview as it runs. Devices, socket, transcript and outbox come together here, and the screen reads it.

import { CallMemory } from "./call-memory.ts";
import { InterviewClock } from "./clock.ts";
import { step } from "./connection.ts";
import {
  type Connection,
  type Effect,
  type Event,
  type Reason,
  type Signal,
  TURN_SILENCE_MS,
  connecting,
  listens,
} from "./connection-state.ts";
import type { Devices } from "./devices.ts";
import * as frames from "./frames.ts";
import { type Span, SpeechDetector } from "./level.ts";
import { BROKEN, LiveSocket } from "./live-socket.ts";
import { Outbox } from "./outbox.ts";
import { OUTPUT_RATE } from "./play-queue.ts";
import { FRAME_MS } from "./resampler.ts";
import { Saver } from "./saver.ts";
import { type Line, type Speaker, type Times, Transcript } from "./transcript.ts";
import { type Interview, type Session, type VoiceApi, refusal } from "./voice-api.ts";

/** What the screen shows; another object whenever something of it has changed. */
export type CallView = {
  connection: Connection;
  lines: readonly Line[];
  growing: { speaker: Speaker; text: string } | undefined;
  /** Whether the server has every word until now. */
  saved: boolean;
  /** The server takes no more words. */
  full: boolean;
  microphone: "on" | "lost" | "suspended";
  /** Why no session was given, or the end was not taken. */
  problem: Error | undefined;
  /** The interview as it is since its end was told. */
  finished: Interview | undefined;
};

export type CallOptions = {
  interview: string;
  /** When it began, if it has. */
  startedAt: string | null;
  manual: boolean;
  api: VoiceApi;
  devices: Devices;
  memory: CallMemory;
};

const TICK_MS = 250;
/** Words that are still on their way are waited for before the end is told; they may follow within a minute. */
const LAST_WORDS_MS = 5_000;
const CHANNEL = "darasa.call";

const SIGNALS: Record<Exclude<Signal, "begin" | "go-on">, frames.ClientFrame> = {
  "audio-stream-end": frames.AUDIO_STREAM_END,
  "activity-start": frames.ACTIVITY_START,
  "activity-end": frames.ACTIVITY_END,
};

export class Call {
  view: CallView;
  readonly clock: InterviewClock;
  readonly #options: CallOptions;
  readonly #transcript = new Transcript();
  readonly #detector = new SpeechDetector();
  readonly #outbox: Outbox;
  readonly #saver: Saver;
  readonly #listeners = new Set<() => void>();
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #ends = new AbortController();
  #socket: LiveSocket | undefined;
  #session: Session | undefined;
  /** A session that was given and has not been opened yet: it is still good. */
  #unopened: Session | undefined;
  #handle: string | undefined;
  #attempt = 0;
  #speech: Span | undefined;
  #playedAt = 0;

  constructor(options: CallOptions) {
    this.#options = options;
    this.clock = new InterviewClock(Date.now, options.startedAt);
    const before = options.memory.read();
    this.#handle = before?.handle;
    this.#outbox = new Outbox(0, [...(before?.pending ?? [])]);
    this.#saver = new Saver(this.#outbox, options.api.append, {
      superseded: () => this.#dispatch({ type: "superseded" }),
      changed: () => this.#saved(),
    });
    const begun = options.startedAt !== null;
    const connection = connecting(0, { manual: options.manual, begun });
    const { devices } = options;
    this.view = {
      connection,
      lines: before?.lines ?? [],
      growing: undefined,
      saved: true,
      full: false,
      microphone: devices.lost ? "lost" : "on",
      problem: undefined,
      finished: undefined,
    };
  }

  /** Begins, or goes on. The microphone works already. */
  start(): void {
    const { interview, devices } = this.#options;
    const { signal } = this.#ends;
    devices.events = {
      frame: (pcm) => this.#hear(pcm),
      lost: () => this.#show({ microphone: "lost" }),
      suspended: (is) => this.#show({ microphone: is ? "suspended" : "on" }),
    };
    // One interview is held in one tab: the one in which it was begun or taken up last.
    this.#channel.postMessage(interview);
    this.#channel.onmessage = ({ data }) => {
      if (data === interview) this.#dispatch({ type: "superseded" });
    };
    const tick = setInterval(() => this.#dispatch({ type: "tick" }), TICK_MS);
    signal.addEventListener("abort", () => clearInterval(tick));
    addEventListener("online", () => this.#dispatch({ type: "online", on: true }), { signal });
    addEventListener("offline", () => this.#dispatch({ type: "online", on: false }), { signal });
    addEventListener("pagehide", () => this.#leave(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave(), { signal });
    void this.#connect();
  }

  subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  // ── What a person does ─────────────────────────────────────────────────────────────────────────────────────────────

  mute = (on: boolean) => this.#dispatch({ type: "mute", on });
  moment = (on: boolean) => this.#dispatch({ type: "moment", on });
  typing = (on: boolean) => this.#dispatch({ type: "typing", on });
  done = () => this.#dispatch({ type: "done" });
  cutIn = () => this.#dispatch({ type: "cut-in" });
  retry = () => this.#dispatch({ type: "retry" });
  end = () => this.#dispatch({ type: "end" });

  type(text: string, beganAt: number): void {
    this.#keep(this.#transcript.type(text, beganAt, this.#times()));
    this.#socket?.send(frames.typed(text));
    this.#dispatch({ type: "typed" });
  }

  async repairMicrophone(): Promise<void> {
    await this.#options.devices.rebuild();
    this.#show({ microphone: this.#options.devices.suspended ? "suspended" : "on" });
  }

  /** The page goes elsewhere: the interview is not ended, and the microphone is given back. */
  leave(): void {
    this.#leave();
    this.#hangUp();
    this.#release();
  }

  /** Tells the end; again, where that was not taken. */
  async finish(reason: Reason = this.view.connection.reason ?? "ended"): Promise<void> {
    this.#show({ problem: undefined });
    const lateness = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    await Promise.race([this.#saver.flush(), lateness]);
    const { lastSeq } = this.#outbox;
    const sessionId = this.#session?.sessionId;
    const end = { ...(sessionId !== undefined && { sessionId }), ...(lastSeq !== undefined && { lastSeq }), reason };
    try {
      const finished = await this.#options.api.finish(end);
      this.#options.memory.clear();
      this.#show({ finished });
    } catch (error) {
      this.#show({ problem: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  // ── The line ───────────────────────────────────────────────────────────────────────────────────────────────────────

  async #connect(): Promise<void> {
    const attempt = (this.#attempt += 1);
    const resumeHandle = this.#handle;
    try {
      // An interviewer without the handle is reminded of what is stored, so that is stored first.
      if (resumeHandle === undefined) await this.#saver.flush();
      const session = this.#reusable() ?? (await this.#open(resumeHandle));
      if (attempt !== this.#attempt || this.#ends.signal.aborted) return;
      this.#begin(session, resumeHandle !== undefined);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      const reason = refusal(error);
      if (reason) this.#show({ problem: error instanceof Error ? error : undefined });
      this.#dispatch(reason ? { type: "refused", reason } : { type: "lost" });
    }
  }

  #reusable(): Session | undefined {
    const session = this.#unopened;
    return session && this.clock.at(session.connectBy) > this.clock.now() ? session : undefined;
  }

  async #open(resumeHandle: string | undefined): Promise<Session> {
    const { api, manual } = this.#options;
    const { session, skewMs } = await api.open({ manual, ...(resumeHandle !== undefined && { resumeHandle }) });
    this.clock.set(skewMs);
    this.#unopened = session;
    this.#session = session;
    this.#saver.sessionId = session.sessionId;
    this.#outbox.continueAt(session.nextSeq);
    this.#dispatch({ type: "minted", expiresAt: this.clock.at(session.expiresAt) });
    return session;
  }

  #begin(session: Session, resumed: boolean): void {
    this.#socket = new LiveSocket(session, {
      open: () => {
        this.#unopened = undefined;
        this.#dispatch({ type: "opened", resumed });
      },
      frame: (frame) => this.#take(frame),
      closed: (code, opened) => {
        // A handle that is not taken, or a token that is used up: the next session begins anew, and is told what was said.
        if (!opened && code !== BROKEN) [this.#unopened, this.#handle] = [undefined, undefined];
        this.#dispatch({ type: "lost" });
      },
    });
  }

  #hangUp(): void {
    this.#attempt += 1;
    this.#socket?.close();
    this.#socket = undefined;
    this.#silence();
    this.#keep(this.#transcript.close(this.#times()));
  }

  // ── What is heard ──────────────────────────────────────────────────────────────────────────────────────────────────

  #take(frame: frames.ServerFrame): void {
    const times = this.#times();
    const audible = frame.audio.length > 0;
    if (audible && this.view.connection.turn !== "interviewer") {
      this.#speech = this.#detector.span ?? this.#speech;
      this.#detector.reset();
    }
    for (const samples of frame.audio) this.#play(samples);
    if (frame.handle !== undefined) this.#handle = frame.handle;
    const words = { ...frame, audible };
    this.#keep(this.#transcript.take(words, { ...times, playedAt: this.#playedAt, speech: this.#times().speech }));
    this.#dispatch({ ...words, type: "frame", playedAt: this.#playedAt });
    this.#show({ growing: this.#transcript.open });
  }

  #play(samples: Float32Array<ArrayBuffer>): void {
    this.#playedAt = Math.max(this.clock.now(), this.#playedAt) + (samples.length / OUTPUT_RATE) * 1_000;
    this.#options.devices.play(samples);
  }

  #silence(): void {
    this.#playedAt = Math.min(this.#playedAt, this.clock.now());
    this.#options.devices.silence();
  }

  #hear(pcm: Int16Array): void {
    const { connection } = this.view;
    if (!listens(connection)) return;
    const now = this.clock.now();
    const speaks = this.#detector.push(pcm, now, FRAME_MS);
    this.#socket?.sendAudio(pcm);
    if (speaks && (!connection.spoke || connection.turn === "interviewer")) {
      this.#dispatch({ type: "speech", lastingMs: this.#detector.lastingMs });
    }
    const quietMs = now - (this.#detector.span?.endedAtMs ?? now);
    if (connection.turn === "yours" && quietMs >= TURN_SILENCE_MS) this.#dispatch({ type: "silence", quietMs });
  }

  #times(): Times {
    const now = this.clock.now();
    return {
      now,
      playsAt: Math.max(now, this.#playedAt),
      playedAt: this.#playedAt,
      speech: this.#detector.span ?? this.#speech,
    };
  }

  // ── What follows ───────────────────────────────────────────────────────────────────────────────────────────────────

  #dispatch(event: Event): void {
    const before = this.view.connection;
    const [connection, effects] = step(before, event, this.clock.now());
    if (connection !== before) this.#show({ connection });
    if (before.turn === "interviewer" && connection.turn === "yours") this.#keep(this.#transcript.close(this.#times()));
    for (const effect of effects) this.#do(effect);
    if (connection.phase === "superseded" && before.phase !== "superseded") this.#release();
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case "send":
        return this.#signal(effect.signal);
      case "connect":
        return void this.#connect();
      case "hang-up":
        return this.#hangUp();
      case "silence-player":
        return this.#silence();
      case "finish":
        this.#release();
        return void this.finish(effect.reason);
      case "warn":
        // The screen reads it from the state.
        return;
    }
  }

  #signal(signal: Signal): void {
    if (signal !== "begin" && signal !== "go-on") return this.#socket?.send(SIGNALS[signal]);
    const text = signal === "begin" ? frames.BEGIN : frames.GO_ON;
    this.#transcript.expect(text);
    this.#socket?.send(frames.prompt(text));
  }

  #keep(lines: Line[]): void {
    if (lines.length > 0) {
      this.#outbox.add(lines);
      this.#show({ lines: [...this.view.lines, ...lines], saved: false, growing: this.#transcript.open });
      void this.#saver.flush();
    }
    this.#remember();
  }

  #saved(): void {
    this.#show({ saved: this.#saver.saved, full: this.#saver.refused });
    this.#remember();
  }

  #remember(): void {
    const { memory, manual } = this.#options;
    if (this.view.finished) return;
    memory.write({ manual, handle: this.#handle, pending: this.#outbox.pending, lines: this.view.lines });
  }

  #leave(): void {
    this.#remember();
    void this.#saver.flush({ keepalive: true });
  }

  #release(): void {
    this.#ends.abort();
    this.#channel.close();
    this.#options.devices.close();
    this.#listeners.forEach((changed) => changed());
  }

  #show(changes: Partial<CallView>): void {
    this.view = { ...this.view, ...changes };
    for (const listener of this.#listeners) listener();
  }
}
