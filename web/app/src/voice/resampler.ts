// Resampler: the microphone's samples, whatever their rate, at the 16 kHz that the voice provider hears.
//
// The context's own rate is never fixed: Firefox refuses a microphone of another rate (bug 1674892).

import { toPcm } from "./pcm.ts";

export const INPUT_RATE = 16_000;
export const FRAME_MS = 40;
const FRAME_SAMPLES = (INPUT_RATE * FRAME_MS) / 1000;

/** Taps left and right of the middle one, for rates up to 48 kHz; higher rates get more, to be filtered as well. */
const HALF = 16;
const HALF_RATE = 48_000;
/** Where the filter begins to close, as a part of the highest frequency that the lower rate can carry. */
const OPEN = 0.84;

/** Windowed sinc of 33 taps. Positions are whole numbers, so that nothing drifts in a long interview. */
export class Resampler {
  /** One output sample is `up / down` input samples after the one before. */
  readonly #up: number;
  readonly #down: number;
  readonly #half: number;
  readonly #cutoff: number;
  readonly #kernels = new Map<number, Float32Array>();
  #input: Float32Array;
  /** The next output sample, in parts of `1 / down` of an input sample from the beginning of `#input`. */
  #at: number;

  constructor(inputRate: number, outputRate = INPUT_RATE) {
    const [from, to] = [Math.round(inputRate), outputRate];
    const shared = divisor(from, to);
    this.#up = from / shared;
    this.#down = to / shared;
    this.#half = Math.max(HALF, Math.ceil((HALF * from) / HALF_RATE));
    this.#cutoff = OPEN * Math.min(1, to / from);
    this.#input = new Float32Array(this.#half);
    this.#at = this.#half * this.#down;
  }

  /** The samples that have become known with these. */
  push(samples: Float32Array): Float32Array {
    const input = new Float32Array(this.#input.length + samples.length);
    input.set(this.#input);
    input.set(samples, this.#input.length);
    const output: number[] = [];
    for (;;) {
      const middle = Math.floor(this.#at / this.#down);
      if (middle + this.#half >= input.length) break;
      output.push(this.#sample(input, middle, this.#at % this.#down));
      this.#at += this.#up;
    }
    // The left half of the next sample's taps stays.
    const used = Math.max(0, Math.min(input.length, Math.floor(this.#at / this.#down) - this.#half));
    this.#input = input.slice(used);
    this.#at -= used * this.#down;
    return Float32Array.from(output);
  }

  #sample(input: Float32Array, middle: number, phase: number): number {
    const kernel = this.#kernel(phase);
    const first = middle - this.#half;
    let sum = 0;
    for (let tap = 0; tap < kernel.length; tap += 1) sum += (kernel[tap] ?? 0) * (input[first + tap] ?? 0);
    return sum;
  }

  #kernel(phase: number): Float32Array {
    const known = this.#kernels.get(phase);
    if (known) return known;
    const kernel = sinc(this.#half, phase / this.#down, this.#cutoff);
    this.#kernels.set(phase, kernel);
    return kernel;
  }
}

/** Taps for a sample that lies `offset` behind the middle one, under a Hann window; their sum is 1. */
function sinc(half: number, offset: number, cutoff: number): Float32Array {
  const taps = Float32Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const distance = tap - half - offset;
    const angle = Math.PI * distance * cutoff;
    const window = Math.max(0, 0.5 + 0.5 * Math.cos((Math.PI * distance) / (half + 1)));
    return window * (angle === 0 ? 1 : Math.sin(angle) / angle);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

/** Cuts samples into frames of 40 ms. */
export class Framer {
  #rest = new Float32Array();

  push(samples: Float32Array): Int16Array<ArrayBuffer>[] {
    const all = new Float32Array(this.#rest.length + samples.length);
    all.set(this.#rest);
    all.set(samples, this.#rest.length);
    const frames: Int16Array<ArrayBuffer>[] = [];
    let at = 0;
    for (; at + FRAME_SAMPLES <= all.length; at += FRAME_SAMPLES)
      frames.push(toPcm(all.subarray(at, at + FRAME_SAMPLES)));
    this.#rest = all.slice(at);
    return frames;
  }
}
