// Clock of an interview: milliseconds from its beginning, by the server's time, whatever this machine believes.

export class InterviewClock {
  readonly #machine: () => number;
  #startedAt: number;
  #skewMs = 0;

  /** `startedAt`: when it began, if it has. */
  constructor(machine: () => number = Date.now, startedAt?: string | null) {
    this.#machine = machine;
    this.#startedAt = startedAt ? Date.parse(startedAt) : Number.NaN;
  }

  /** The server has said what time it is; an interview that had not begun begins with that. */
  set(skewMs: number): void {
    this.#skewMs = skewMs;
    if (Number.isNaN(this.#startedAt)) this.#startedAt = this.#machine() + skewMs;
  }

  /** 0 until it has begun. */
  now(): number {
    return Number.isNaN(this.#startedAt) ? 0 : Math.max(0, this.#machine() + this.#skewMs - this.#startedAt);
  }

  at(time: string): number {
    return Date.parse(time) - this.#startedAt;
  }
}
