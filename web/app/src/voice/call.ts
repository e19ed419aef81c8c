// Call: a spoken interview as it runs. Line, sound, transcript and outbox come together here, and the screen reads it.

import type { CallMemory } from "./call-memory.ts";
import { type CallView, Observed } from "./call-view.ts";
import { InterviewClock } from "./clock.ts";
import { step } from "./connection.ts";
import {
  type Effect,
  type Event,
  type Reason,
  type Signal,
  TURN_SILENCE_MS,
  connecting,
  listens,
} from "./connection-state.ts";
import { ConversationSound } from "./conversation-sound.ts";
import type { Devices } from "./devices.ts";
import * as frames from "./frames.ts";
import { Outbox } from "./outbox.ts";
import { ProviderLine } from "./provider-line.ts";
import { Saver } from "./saver.ts";
import { type Line, Transcript } from "./transcript.ts";
import type { VoiceApi } from "./voice-api.ts";
import { asError } from "../parts/as-error.ts";

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
  readonly clock: InterviewClock;
  readonly shown: Observed<CallView>;
  readonly #options: CallOptions;
  readonly #line: ProviderLine;
  readonly #sound: ConversationSound;
  readonly #transcript = new Transcript();
  readonly #saver: Saver;
  readonly #channel = new BroadcastChannel(CHANNEL);
  readonly #ends = new AbortController();

  constructor(options: CallOptions) {
    const { startedAt, manual, api, devices, memory } = options;
    const before = memory.read();
    this.#options = options;
    this.clock = new InterviewClock(Date.now, startedAt);
    this.#sound = new ConversationSound(devices, this.clock);
    this.#line = this.#createLine(api, manual);
    this.#line.handle = before?.handle;
    this.#saver = new Saver(new Outbox(0, [...(before?.pending ?? [])]), api.append, {
      superseded: () => this.#dispatch({ type: "superseded" }),
      changed: () => this.#saved(),
    });
    this.shown = new Observed<CallView>({
      connection: connecting(0, { manual, begun: startedAt !== null }),
      lines: before?.lines ?? [],
      growing: undefined,
      full: false,
      microphone: "on",
      problem: undefined,
      finished: undefined,
    });
  }

  /** Begins, or goes on. The microphone works already. */
  start(): void {
    const { interview, devices } = this.#options;
    const { signal } = this.#ends;
    const look = () => this.shown.change({ microphone: microphoneOf(devices) });
    devices.events = { frame: (pcm) => this.#hear(pcm), changed: look };
    look();
    // One interview is held in one tab: the one in which it was begun or taken up last.
    this.#channel.postMessage(interview);
    this.#channel.onmessage = ({ data }) => {
      if (data === interview) this.#dispatch({ type: "superseded" });
    };
    const tick = setInterval(() => this.#dispatch({ type: "tick" }), TICK_MS);
    signal.addEventListener("abort", () => clearInterval(tick));
    addEventListener("online", () => this.#dispatch({ type: "online", on: true }), { signal });
    addEventListener("offline", () => this.#dispatch({ type: "online", on: false }), { signal });
    addEventListener("pagehide", () => this.#saveNow(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#saveNow(), { signal });
    // What a page before this one could not send any more.
    void this.#saver.flush();
    this.#connect();
  }

  // ── What a person does ─────────────────────────────────────────────────────────────────────────────────────────────

  mute = (on: boolean) => this.#dispatch({ type: "mute", on });
  moment = (on: boolean) => this.#dispatch({ type: "moment", on });
  typing = (on: boolean) => this.#dispatch({ type: "typing", on });
  done = () => this.#dispatch({ type: "done" });
  cutIn = () => this.#dispatch({ type: "cut-in" });
  retry = () => this.#dispatch({ type: "retry" });
  end = () => this.#dispatch({ type: "end" });

  type(text: string, beganAt: number): void {
    this.#keep(this.#transcript.type(text, beganAt, this.#sound.times()));
    this.#line.send(frames.typed(text));
    this.#dispatch({ type: "typed" });
  }

  async repairMicrophone(): Promise<void> {
    await this.#options.devices.rebuild();
  }

  /** The page goes elsewhere: the interview is not ended, and the microphone is given back. */
  leave(): void {
    this.#hangUp();
    this.#saveNow();
    this.#release();
  }

  /** Tells the end; again, where that was not taken. */
  async finish(reason: Reason = this.shown.value.connection.reason ?? "ended"): Promise<void> {
    this.shown.change({ problem: undefined });
    const lateness = new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    await Promise.race([this.#saver.flush(), lateness]);
    const { lastSeq } = this.#saver.outbox;
    const sessionId = this.#line.session?.sessionId;
    const end = { ...(sessionId !== undefined && { sessionId }), ...(lastSeq !== undefined && { lastSeq }), reason };
    try {
      const finished = await this.#options.api.finish(end);
      this.#options.memory.clear();
      this.shown.change({ finished });
    } catch (error) {
      this.shown.change({ problem: asError(error) });
    }
  }

  // ── The line, and what is heard ────────────────────────────────────────────────────────────────────────────────────

  #createLine(api: VoiceApi, manual: boolean): ProviderLine {
    return new ProviderLine(api, manual, this.clock, {
      minted: ({ sessionId, nextSeq, expiresAt }) => {
        this.#saver.sessionId = sessionId;
        this.#saver.outbox.continueAt(nextSeq);
        this.#dispatch({ type: "minted", expiresAt: this.clock.at(expiresAt) });
      },
      opened: (resumed) => this.#dispatch({ type: "opened", resumed }),
      frame: (frame) => this.#take(frame),
      lost: () => this.#dispatch({ type: "lost" }),
      refused: (reason, problem) => {
        this.shown.change({ problem });
        this.#dispatch({ type: "refused", reason });
      },
    });
  }

  #connect(): void {
    void this.#line.connect(() => this.#saver.flush());
  }

  #hangUp(): void {
    this.#line.hangUp();
    this.#sound.silence();
    this.#keep(this.#transcript.close(this.#sound.times()));
  }

  #take(frame: frames.ServerFrame): void {
    const { playsAt } = this.#sound.times();
    const words = { ...frame, audible: frame.audio.length > 0 };
    if (words.audible && this.shown.value.connection.turn !== "interviewer") this.#sound.turn();
    for (const samples of frame.audio) this.#sound.play(samples);
    this.#keep(this.#transcript.take(words, { ...this.#sound.times(), playsAt }));
    this.#dispatch({ ...words, type: "frame", playedAt: this.#sound.playedAt });
    this.shown.change({ growing: this.#transcript.open });
  }

  #hear(pcm: Int16Array): void {
    const { connection } = this.shown.value;
    if (!listens(connection)) return;
    const { speaks, lastingMs, quietMs } = this.#sound.hear(pcm);
    this.#line.sendAudio(pcm);
    const news = !connection.spoke || connection.turn === "interviewer";
    if (speaks && news) this.#dispatch({ type: "speech", lastingMs });
    if (connection.turn === "yours" && quietMs >= TURN_SILENCE_MS) this.#dispatch({ type: "silence", quietMs });
  }

  // ── What follows ───────────────────────────────────────────────────────────────────────────────────────────────────

  #dispatch(event: Event): void {
    const before = this.shown.value.connection;
    const [connection, effects] = step(before, event, this.clock.now());
    if (connection !== before) this.shown.change({ connection });
    const turned = before.turn === "interviewer" && connection.turn === "yours";
    if (turned) this.#keep(this.#transcript.close(this.#sound.times()));
    for (const effect of effects) this.#do(effect);
    if (connection.phase === "superseded" && before.phase !== "superseded") this.#release();
  }

  #do(effect: Effect): void {
    switch (effect.type) {
      case "send":
        return this.#signal(effect.signal);
      case "connect":
        return this.#connect();
      case "hang-up":
        return this.#hangUp();
      case "silence-player":
        return this.#sound.silence();
      case "finish":
        this.#release();
        return void this.finish(effect.reason);
      case "warn":
        // The screen reads it from the state.
        return;
    }
  }

  #signal(signal: Signal): void {
    if (signal !== "begin" && signal !== "go-on") return this.#line.send(SIGNALS[signal]);
    const text = signal === "begin" ? frames.BEGIN : frames.GO_ON;
    this.#transcript.expect(text);
    this.#line.send(frames.prompt(text));
  }

  #keep(lines: Line[]): void {
    if (lines.length > 0) {
      this.#saver.outbox.add(lines);
      this.shown.change({ lines: [...this.shown.value.lines, ...lines], growing: this.#transcript.open });
      void this.#saver.flush();
    }
    this.#remember();
  }

  #saved(): void {
    this.shown.change({ full: this.#saver.refused });
    this.#remember();
  }

  #remember(): void {
    const { memory, manual } = this.#options;
    const { lines, finished } = this.shown.value;
    if (!finished) memory.write({ manual, handle: this.#line.handle, pending: this.#saver.outbox.pending, lines });
  }

  #saveNow(): void {
    this.#remember();
    void this.#saver.flush({ keepalive: true });
  }

  /** Once; nothing of the device is kept. */
  #release(): void {
    this.#ends.abort();
    this.#channel.close();
    this.#options.devices.close();
  }
}

function microphoneOf({ lost, suspended }: Devices): CallView["microphone"] {
  if (lost) return "lost";
  return suspended ? "suspended" : "on";
}
