// Playback queue: the interviewer's samples at 24 kHz, drawn at the rate of whoever plays them.

export const OUTPUT_RATE = 24_000;
/** What is left of the last sample with each that is missing: no click, and silence after a few milliseconds. */
const FADE = 0.97;
const SILENT = 1e-4;
/** Two samples are to be taken before there is a line between them. */
const BEGINNING = 2;

/** Linear interpolation: enough for speech, whose rate is half of that of most loudspeakers. */
export class PlayQueue {
  readonly #step: number;
  #chunks: Float32Array[] = [];
  #taken = 0;
  #from = 0;
  #to = 0;
  /** Between `#from` and `#to`; from 1 on, samples are to be taken. */
  #part = BEGINNING;
  #last = 0;

  constructor(outputRate: number, inputRate = OUTPUT_RATE) {
    this.#step = inputRate / outputRate;
  }

  get empty(): boolean {
    return this.#chunks.length === 0;
  }

  push(samples: Float32Array): void {
    if (samples.length > 0) this.#chunks.push(samples);
  }

  /** Somebody spoke into it: nothing of what is left is played. */
  clear(): void {
    this.#chunks = [];
    this.#taken = 0;
    this.#part = BEGINNING;
  }

  /** Fills it; where nothing is there to be played, with silence. */
  pull(output: Float32Array): void {
    for (let place = 0; place < output.length; place += 1) {
      this.#last = this.#next() ?? (Math.abs(this.#last) < SILENT ? 0 : this.#last * FADE);
      output[place] = this.#last;
    }
  }

  #next(): number | undefined {
    while (this.#part >= 1) {
      const sample = this.#take();
      if (sample === undefined) {
        this.#part = BEGINNING;
        return undefined;
      }
      this.#from = this.#to;
      this.#to = sample;
      this.#part -= 1;
    }
    const value = this.#from + (this.#to - this.#from) * this.#part;
    this.#part += this.#step;
    return value;
  }

  #take(): number | undefined {
    const [chunk] = this.#chunks;
    const sample = chunk?.[this.#taken];
    this.#taken += 1;
    if (chunk && this.#taken >= chunk.length) {
      this.#chunks.shift();
      this.#taken = 0;
    }
    if (!chunk) this.#taken = 0;
    return sample;
  }
}
