// Sound of a call: what is played and until when, what the microphone hears, and when somebody spoke.

import type { InterviewClock } from "./clock.ts";
import type { Devices } from "./devices.ts";
import { type Span, SpeechDetector } from "./level.ts";
import { OUTPUT_RATE } from "./play-queue.ts";
import { FRAME_MS } from "./resampler.ts";
import type { Times } from "./transcript.ts";

export type Heard = { speaks: boolean; lastingMs: number; quietMs: number };

export class ConversationSound {
  /** Until when what has arrived is being played. */
  playedAt = 0;
  readonly #devices: Devices;
  readonly #clock: InterviewClock;
  readonly #detector = new SpeechDetector();
  /** What was spoken before the interviewer began; its words may still be on their way. */
  #speech: Span | undefined;

  constructor(devices: Devices, clock: InterviewClock) {
    this.#devices = devices;
    this.#clock = clock;
  }

  play(samples: Float32Array<ArrayBuffer>): void {
    this.playedAt = Math.max(this.#clock.now(), this.playedAt) + (samples.length / OUTPUT_RATE) * 1_000;
    this.#devices.play(samples);
  }

  silence(): void {
    this.playedAt = Math.min(this.playedAt, this.#clock.now());
    this.#devices.silence();
  }

  /** The interviewer begins: what is spoken from now on is another answer. */
  turn(): void {
    this.#speech = this.#detector.span ?? this.#speech;
    this.#detector.reset();
  }

  hear(pcm: Int16Array): Heard {
    const now = this.#clock.now();
    const speaks = this.#detector.push(pcm, now, FRAME_MS);
    const { span, lastingMs } = this.#detector;
    return { speaks, lastingMs, quietMs: span ? now - span.endedAtMs : 0 };
  }

  times(): Times {
    const now = this.#clock.now();
    const speech = this.#detector.span ?? this.#speech;
    return { now, playsAt: Math.max(now, this.playedAt), playedAt: this.playedAt, speech };
  }
}
