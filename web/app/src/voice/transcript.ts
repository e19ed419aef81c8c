// Transcript assembly: lines of captions from the provider's frames, which come in pieces, late, and sometimes twice.

import type { Span } from "./level.ts";

export type Speaker = "interviewer" | "candidate";
/** A whole number of milliseconds, and none before the interview began: what is loud in its first frame began with it. */
const sinceStart = (ms: number): number => Math.max(0, Math.round(ms));

/** Times are milliseconds from the interview's beginning. */
export type Line = { speaker: Speaker; text: string; at: number; endedAtMs: number; interrupted: boolean };

/** What a transcript needs to know about time when something arrives. */
export type Times = {
  now: number;
  /** When what arrives now begins to be heard: behind what is still being played. */
  playsAt: number;
  /** When all that has arrived has been heard. */
  playedAt: number;
  /** When the candidate spoke, as the microphone knows; words arrive later. */
  speech: Span | undefined;
};

export type Words = { heard: string; said: string; audible: boolean; interrupted: boolean; turnComplete: boolean };

/** A line that the API takes. */
const LONGEST = 4_000;
/** Shorter doublings are how people speak: "no, no". */
const SHORTEST_DOUBLING = 12;

type Open = { speaker: Speaker; text: string; at: number };

export class Transcript {
  #candidate: Open | undefined;
  #interviewer: Open | undefined;
  /** What is known to have been said last, so that a second transcript of it is not taken for another answer. */
  #known = "";
  /** What was written and not spoken, as long as a transcript of it may come back. */
  #written = "";
  /** The beginning of the speech whose words are known already. */
  #transcribed = -1;

  /** What grows now: the line of whoever was heard last. */
  get open(): { speaker: Speaker; text: string } | undefined {
    const line = this.#interviewer ?? this.#candidate;
    if (!line) return undefined;
    const text = tidy(line.text);
    const known = line.speaker === "candidate" && bare(this.#known).startsWith(bare(text));
    return known ? undefined : { speaker: line.speaker, text };
  }

  /** The lines that are complete with this. */
  take(words: Words, times: Times): Line[] {
    const lines: Line[] = [];
    if (words.heard !== "") this.#hear(words.heard, times);
    // The interviewer answers what has been said until then. Words that come later get a line of their own.
    if (words.audible || words.said !== "") {
      if (!this.#interviewer) {
        lines.push(...this.#closeCandidate(times));
        this.#written = "";
      }
      this.#interviewer ??= { speaker: "interviewer", text: "", at: sinceStart(times.playsAt) };
      this.#interviewer.text += words.said;
    }
    if (words.interrupted || words.turnComplete) lines.push(...this.close(times, words.interrupted));
    return lines;
  }

  /** What was typed is known as it is, and a transcript of it that follows says nothing new. */
  type(text: string, beganAt: number, times: Times): Line[] {
    const lines = [...this.#closeCandidate(times), ...this.#closeInterviewer(times, false)];
    this.expect(text);
    const line = { speaker: "candidate", at: sinceStart(beganAt), endedAtMs: sinceStart(times.now) } as const;
    return [...lines, ...parts(text.trim()).map((text) => ({ ...line, text, interrupted: false }))];
  }

  /** A text that is sent on nobody's behalf: where it comes back, nobody said it. */
  expect(text: string): void {
    this.#known = text;
    this.#written = text;
  }

  /** Whatever is open is complete: the turn is over, or the connection is. */
  close(times: Times, interrupted = false): Line[] {
    return [...this.#closeCandidate(times), ...this.#closeInterviewer(times, interrupted)];
  }

  #hear(text: string, { now, speech }: Times): void {
    this.#candidate ??= { speaker: "candidate", text: "", at: sinceStart(speech?.at ?? now) };
    this.#candidate.text += text;
  }

  #closeCandidate({ now, speech }: Times): Line[] {
    const open = this.#candidate;
    this.#candidate = undefined;
    if (!open) return [];
    const text = undouble(without(tidy(open.text), this.#written));
    const spoken = speech !== undefined && speech.at !== this.#transcribed;
    if (text === "" || (!spoken && isEcho(text, this.#known))) return [];
    this.#known = text;
    this.#transcribed = speech?.at ?? this.#transcribed;
    const endedAtMs = Math.max(open.at, sinceStart(speech?.endedAtMs ?? now));
    return parts(text).map((text) => ({ speaker: "candidate", text, at: open.at, endedAtMs, interrupted: false }));
  }

  #closeInterviewer({ now, playedAt }: Times, interrupted: boolean): Line[] {
    const open = this.#interviewer;
    this.#interviewer = undefined;
    const text = tidy(open?.text ?? "");
    if (!open || text === "") return [];
    const endedAtMs = Math.max(open.at, sinceStart(interrupted ? now : Math.max(playedAt, open.at)));
    return parts(text).map((text) => ({ speaker: "interviewer", text, at: open.at, endedAtMs, interrupted }));
  }
}

/** Whether these are the words that are known, or the last of them. */
function isEcho(text: string, known: string): boolean {
  const [words, all] = [bare(text), bare(known)];
  return words === all || (words.length >= SHORTEST_DOUBLING && all.endsWith(words));
}

function tidy(text: string): string {
  return text.replace(/[\s\0]+/g, " ").trim();
}

/** Letters and digits alone, to compare by: a second transcript may differ in its stops. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
}

/** The text without what it begins with, where it does. */
function without(text: string, beginning: string): string {
  const all = bare(beginning);
  return all !== "" && bare(text).startsWith(all) ? cut(text, all.length).tail : text;
}

/** The text once, where it stands there twice. */
function undouble(text: string): string {
  const all = bare(text);
  const half = all.length / 2;
  return half >= SHORTEST_DOUBLING && all.slice(0, half) === all.slice(half) ? cut(text, half).head : text;
}

/** Cuts behind so many letters and digits, and the stops that follow them. */
function cut(text: string, letters: number): { head: string; tail: string } {
  let end = 0;
  while (bare(text.slice(0, end)).length < letters) end += 1;
  end += /^[.,;:!?…]*/.exec(text.slice(end))?.[0].length ?? 0;
  return { head: text.slice(0, end), tail: text.slice(end).trim() };
}

/** Pieces that the API takes, cut between words. */
function parts(text: string): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > LONGEST) {
    const space = rest.lastIndexOf(" ", LONGEST);
    const at = space > 0 ? space : LONGEST;
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return [...pieces, rest].filter((piece) => piece !== "");
}
