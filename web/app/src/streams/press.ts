// Press of a button that is charged: taken along, in memory alone, to the screen that shows what comes of it.

import type { Asked } from "../screens/question/levels.ts";

type Presses = {
  /** A level was pressed, or a follow-up to an answer. */
  question: { job: string; asked: Asked; answer?: string };
  /** The text that an analysis of this file was made of is to be checked against the job. */
  analysis: { job: string; analysis: string; name: string };
};
type Kind = keyof Presses;

/** Asked for once, and not again when the page is loaded or gone back to. */
let pressed: { [K in Kind]?: Presses[K] } = {};

/** Before `navigate` to the screen that takes it. */
export function press<K extends Kind>(kind: K, made: Presses[K]): void {
  pressed = { [kind]: made };
}

/** The press of this kind, if there was one for this job; whatever was pressed is gone then. */
export function takePress<K extends Kind>(kind: K, job: string): Presses[K] | null {
  const taken = pressed[kind];
  pressed = {};
  return taken?.job === job ? taken : null;
}
