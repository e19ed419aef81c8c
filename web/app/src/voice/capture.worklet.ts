// Capture worklet: the microphone as frames of 40 ms at 16 kHz, posted to the page; what it plays is silence.

import { Framer, Resampler } from "./resampler.ts";

class Capture extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate);
  readonly #framer = new Framer();

  process([input]: Float32Array[][]): boolean {
    const samples = input?.[0];
    if (!samples) return true;
    for (const frame of this.#framer.push(this.#resampler.push(samples))) this.port.postMessage(frame, [frame.buffer]);
    return true;
  }
}

registerProcessor("capture", Capture);
