// Pacing: the turns of an interview on one axis of time, and its numbers beside what listeners are used to.

import { words } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

type Turn = Schema["TranscriptTurn"];

/** Fewer turns make no picture: then the numbers stand alone. */
export const LANES_FROM = 5;
/** The API says when a turn begins and not when it ends; so fast people speak, about. */
const MS_A_WORD = 400;
const SHORTEST_MS = 800;
/** A shorter silence is not one that a listener notices. */
export const PAUSE_MS = 5_000;

export type Span = { speaker: Turn["speaker"]; from: number; to: number };
export type Pause = { from: number; to: number; before: number };
export type Lanes = { spans: Span[]; pauses: Pause[]; total: number };

/** Lengths are estimated from the words, and end at the latest where the next turn begins. */
export function lanes(turns: readonly Turn[], durationMs: number | null): Lanes {
  const spans = turns.map(({ speaker, text, at }, index) => {
    const spoken = at + Math.max(SHORTEST_MS, words(text) * MS_A_WORD);
    const next = turns[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    return { speaker, from: at, to: Math.max(at, Math.min(spoken, next)) };
  });
  const pauses = spans.flatMap(({ from }, index) => {
    const end = spans[index - 1]?.to ?? from;
    return from - end >= PAUSE_MS ? [{ from: end, to: from, before: index }] : [];
  });
  return { spans, pauses, total: Math.max(durationMs ?? 0, spans.at(-1)?.to ?? 0, 1) };
}

/** "5:26". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

export type Measure = { label: string; value: string; usual: string };

/** Only what was measured; null is what cannot be known. In a written interview a delay has the typing in it. */
export function measures(pacing: Schema["Pacing"], kind: Schema["InterviewKind"] | null): Measure[] {
  const written = kind === "text";
  const all: (Measure | null)[] = [
    measure("You spoke", pacing.talkRatio, (ratio) => `${Math.round(ratio * 100)} %`, "usually 50–80 %"),
    measure(
      written ? "Usual time for an answer" : "Usual wait before answering",
      pacing.answerDelayMedianMs,
      inSeconds,
      written ? "with the typing in it" : "usually 1–5 s",
    ),
    measure(
      written ? "Longest time for an answer" : "Longest pause",
      written ? pacing.answerDelayLongestMs : pacing.longestPauseMs,
      inSeconds,
      written ? "with the typing in it" : "up to 10 s is thinking",
    ),
    measure("Words a minute", pacing.wordsPerMinute, rounded, "easy to follow: 110–160"),
    measure("Filler words a minute", pacing.fillerWordsPerMinute, rounded, "up to 4 pass unnoticed"),
    measure("Times you cut in", written ? null : pacing.interruptions, String, "0 or 1 is usual"),
  ];
  return all.filter((each) => each !== null);
}

function measure(label: string, value: number | null, say: (value: number) => string, usual: string): Measure | null {
  return value === null ? null : { label, value: say(value), usual };
}

function inSeconds(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : `${clock(ms)} min`;
}

const rounded = (number: number): string => String(Math.round(number));
