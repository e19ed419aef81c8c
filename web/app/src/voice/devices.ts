// Devices of a spoken interview: the microphone, the loudspeaker, and what is between them and us.

import { LevelMeter } from "./level.ts";
import type { Played } from "./player.worklet.ts";
import workletUrl from "./sound.worklet.ts?worker&url";

/** Why there is no microphone: each has another remedy. */
export type DeviceProblem = "dismissed" | "denied" | "none" | "busy" | "unsupported";

export class DeviceError extends Error {
  override name = "DeviceError";

  constructor(
    readonly problem: DeviceProblem,
    cause?: unknown,
  ) {
    super(`The microphone is ${problem}.`, { cause });
  }
}

export type DeviceEvents = {
  /** 40 ms of what the microphone hears. */
  frame(pcm: Int16Array): void;
  /** It may be lost or suspended now, or work again. */
  changed(): void;
};

const CONSTRAINTS = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
} satisfies MediaStreamConstraints;
const NO_EVENTS: DeviceEvents = { frame() {}, changed() {} };

type Audio = { context: AudioContext; source: MediaStreamAudioSourceNode; player: AudioWorkletNode };

export class Devices {
  events: DeviceEvents = { ...NO_EVENTS };
  /** How loud the microphone and the interviewer are just now. */
  readonly meter = new LevelMeter();
  played: Played = { level: 0, sounding: 0 };
  #stream: MediaStream;
  #audio: Audio;
  #closed = false;

  private constructor(stream: MediaStream, audio: Audio) {
    this.#stream = stream;
    this.#audio = audio;
  }

  /** Asks for the microphone; called by a tap, without which no sound may be played. */
  static async open(): Promise<Devices> {
    const asked = askForMicrophone();
    // Before anything is awaited: afterwards it is no answer to the tap any more.
    const context = newContext();
    try {
      const stream = await asked;
      const devices = new Devices(stream, await connect(context, stream));
      devices.#listen();
      return devices;
    } catch (error) {
      void context?.close();
      asked.then(stop, () => {});
      throw error;
    }
  }

  /** The microphone's name, as its maker calls it. */
  get label(): string {
    return this.#stream.getAudioTracks()[0]?.label ?? "";
  }

  /** The microphone was unplugged, or taken away. */
  get lost(): boolean {
    return this.#stream.getAudioTracks().every(({ readyState }) => readyState === "ended");
  }

  /** Nothing is heard or played until the page is tapped. */
  get suspended(): boolean {
    return this.#audio.context.state === "suspended";
  }

  /** Where other sounds than the interviewer's are played. */
  get context(): AudioContext {
    return this.#audio.context;
  }

  /** By a tap: a browser that opened them without one keeps them quiet until then. */
  resume(): void {
    if (this.suspended) void this.#audio.context.resume();
  }

  play(samples: Float32Array<ArrayBuffer>): void {
    this.#audio.player.port.postMessage(samples, [samples.buffer]);
  }

  silence(): void {
    this.#audio.player.port.postMessage(null);
  }

  /** After a call came in between, or the microphone was gone: both anew, by a tap. */
  async rebuild(): Promise<void> {
    const asked = this.lost ? askForMicrophone() : Promise.resolve(this.#stream);
    const context = newContext();
    try {
      const stream = await asked;
      const audio = await connect(context, stream);
      const old = this.#audio;
      [this.#stream, this.#audio] = [stream, audio];
      void old.context.close();
      if (this.#closed) this.#release();
      else this.#listen();
    } catch (error) {
      void context?.close();
      throw error;
    }
  }

  /** Gives everything back. What is not closed keeps the microphone from other programs. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.events = { ...NO_EVENTS };
    this.#release();
  }

  #release(): void {
    stop(this.#stream);
    void this.#audio.context.close();
  }

  #listen(): void {
    const { context, source, player } = this.#audio;
    const capture = new AudioWorkletNode(context, "capture", { numberOfOutputs: 1 });
    capture.port.onmessage = ({ data }: MessageEvent<Int16Array>) => {
      this.meter.push(data);
      this.events.frame(data);
    };
    player.port.onmessage = ({ data }: MessageEvent<Played>) => (this.played = data);
    // A node that leads nowhere is not run by every browser; this one plays silence.
    source.connect(capture).connect(context.destination);
    player.connect(context.destination);
    for (const track of this.#stream.getAudioTracks()) track.onended = () => this.events.changed();
    // "interrupted", as on a phone that rings, ends by itself: nothing is to be done.
    context.onstatechange = () => {
      if (context === this.#audio.context && context.state !== "closed") this.events.changed();
    };
    this.events.changed();
  }
}

async function askForMicrophone(): Promise<MediaStream> {
  // Only pages with a certificate have it.
  if (!("mediaDevices" in navigator)) throw new DeviceError("unsupported");
  try {
    return await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
  } catch (error) {
    throw new DeviceError(await problemOf(error), error);
  }
}

async function problemOf(error: unknown): Promise<DeviceProblem> {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "none";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  if (name !== "NotAllowedError" && name !== "SecurityError") return "unsupported";
  return (await microphonePermission()) === "prompt" ? "dismissed" : "denied";
}

/** What the browser would answer, without asking anybody; undefined where it does not tell. */
export async function microphonePermission(): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name: "microphone" as PermissionName })).state;
  } catch {
    return undefined;
  }
}

function newContext(): AudioContext | undefined {
  if (!("AudioWorkletNode" in globalThis)) return undefined;
  const context = new AudioContext({ latencyHint: "interactive" });
  void context.resume();
  return context;
}

async function connect(context: AudioContext | undefined, stream: MediaStream): Promise<Audio> {
  if (!context) throw new DeviceError("unsupported");
  await context.audioWorklet.addModule(workletUrl);
  const source = context.createMediaStreamSource(stream);
  const player = new AudioWorkletNode(context, "player", { numberOfInputs: 0, outputChannelCount: [1] });
  return { context, source, player };
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
