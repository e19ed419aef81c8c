// Level meter and speech detection: how loud the microphone is, and when somebody spoke.

/** Strokes of the meter. */
export const STROKES = 10;
/** A quiet room and a raised voice, in decibels below the loudest. */
const FLOOR_DB = -54;
const CEILING_DB = -12;
/** The meter rises at once and falls by so much a frame. */
const FALL = 0.75;
/** Quieter than this it is the room. */
const LOUD_DB = -40;
/** Shorter than this it is a cough. */
const SHORTEST_MS = 100;
/** A pause inside of speech, not its end. */
const PAUSE_MS = 600;

/** Root mean square of a frame, from 0 to 1. */
export function rms(pcm: Int16Array): number {
  let sum = 0;
  for (const sample of pcm) sum += (sample / 32_768) ** 2;
  return pcm.length === 0 ? 0 : Math.sqrt(sum / pcm.length);
}

export function decibels(level: number): number {
  return level <= 0 ? Number.NEGATIVE_INFINITY : 20 * Math.log10(level);
}

/** A level as whole strokes. */
export function strokes(level: number): number {
  const part = (decibels(level) - FLOOR_DB) / (CEILING_DB - FLOOR_DB);
  return Math.round(Math.max(0, Math.min(1, part)) * STROKES);
}

export class LevelMeter {
  level = 0;

  push(pcm: Int16Array): number {
    this.level = Math.max(rms(pcm), this.level * FALL);
    return this.level;
  }
}

export type Span = { at: number; endedAtMs: number };

/** Finds in frames when somebody spoke. Times are whatever clock the caller has. */
export class SpeechDetector {
  /** What was spoken in this turn: where it began and, so far, ended. */
  span: Span | undefined;
  /** For how long somebody has spoken without a pause. */
  lastingMs = 0;
  #loudMs = 0;
  #candidate: Span | undefined;

  /** Whether this frame belongs to speech. */
  push(pcm: Int16Array, now: number, lasting: number): boolean {
    const loud = decibels(rms(pcm)) >= LOUD_DB;
    if (loud) {
      const open = this.#candidate && now - this.#candidate.endedAtMs <= PAUSE_MS;
      if (!open) this.#loudMs = 0;
      this.#candidate = { at: open && this.#candidate ? this.#candidate.at : now - lasting, endedAtMs: now };
      this.#loudMs += lasting;
      this.lastingMs = this.#candidate.endedAtMs - this.#candidate.at;
      if (this.#loudMs >= SHORTEST_MS) this.#join(this.#candidate);
    }
    return loud && this.#loudMs >= SHORTEST_MS;
  }

  /** From here on it is another turn. */
  reset(): void {
    this.span = undefined;
    this.#candidate = undefined;
    this.#loudMs = 0;
  }

  /** One answer has pauses; they are inside of it. */
  #join(speech: Span): void {
    this.span = { at: this.span?.at ?? speech.at, endedAtMs: speech.endedAtMs };
  }
}
