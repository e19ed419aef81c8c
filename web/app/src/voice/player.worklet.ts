// Player worklet: plays what the page posts, and posts how loud that is; `null` silences it.

import { PlayQueue } from "./play-queue.ts";

/** What is played, since the last report. */
export type Played = { level: number; sounding: number };

/** Between two reports, in samples: about a fifteenth of a second. */
const REPORT = Math.round(sampleRate / 15);

class Player extends AudioWorkletProcessor {
  readonly #queue = new PlayQueue(sampleRate);
  #samples = 0;
  #squares = 0;
  #sounding = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
      if (data) this.#queue.push(data);
      else this.#queue.clear();
    };
  }

  process(_: Float32Array[][], [output]: Float32Array[][]): boolean {
    const [first, ...others] = output ?? [];
    if (!first) return true;
    this.#queue.pull(first);
    for (const channel of others) channel.set(first);
    this.#measure(first);
    return true;
  }

  #measure(samples: Float32Array): void {
    for (const sample of samples) {
      this.#squares += sample ** 2;
      if (sample !== 0) this.#sounding += 1;
    }
    this.#samples += samples.length;
    if (this.#samples < REPORT) return;
    const played: Played = { level: Math.sqrt(this.#squares / this.#samples), sounding: this.#sounding };
    this.port.postMessage(played);
    [this.#samples, this.#squares, this.#sounding] = [0, 0, 0];
  }
}

registerProcessor("player", Player);
