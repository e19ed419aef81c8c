// Unfinished things: what is being written, drafts of answers, interviews to go on with; the newest first.

import type { Draft } from "../../drafts/drafts.ts";
import { words } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";
import type { Making } from "../../streams/making.ts";

export type Unfinished =
  | { kind: "answer"; at: number; question: Schema["Question"]; words: number }
  | { kind: "making"; at: number; making: Making }
  | { kind: "interview" | "review"; at: number; interview: Schema["Interview"] };

/** What was left longer ago is in its job's list, and reproaches nobody at the front door. */
const REMEMBERED_MS = 14 * 24 * 3_600_000;

export type Sources = {
  making: readonly Making[];
  drafts: readonly { draft: Draft; question: Schema["Question"] }[];
  interviews: readonly Schema["Interview"][];
};

export function unfinished({ making, drafts, interviews }: Sources, now: number): Unfinished[] {
  // What is being made of a draft or an interview is told once, as that.
  const taken = new Set(making.map(({ of }) => of));
  const made = making.map((one): Unfinished => ({ kind: "making", at: one.startedAt, making: one }));
  const answers = drafts.flatMap(({ draft, question }): Unfinished[] => {
    if (taken.has(question.id)) return [];
    return [{ kind: "answer", at: draft.savedAt, question, words: words(draft.text) }];
  });
  const held = interviews.flatMap((interview): Unfinished[] => {
    if (taken.has(interview.id)) return [];
    const at = new Date(interview.updatedAt).getTime();
    if (interview.state === "active") return [{ kind: "interview", at, interview }];
    const waits = interview.state === "finished" && interview.feedback === null;
    return waits ? [{ kind: "review", at, interview }] : [];
  });
  return [...made, ...answers, ...held]
    .filter(({ at }) => now - at < REMEMBERED_MS)
    .sort((one, other) => other.at - one.at);
}

/** Written again, it is another one: who put it aside is asked once more. */
export function nameOf(thing: Unfinished): string {
  return `${thing.kind} ${idOf(thing)} ${thing.at}`;
}

function idOf(thing: Unfinished): string {
  switch (thing.kind) {
    case "making":
      return thing.making.of;
    case "answer":
      return thing.question.id;
    default:
      return thing.interview.id;
  }
}

const PUT_ASIDE = "darasa.put-aside";

/** For this visit. */
export function putAside(thing: Unfinished): void {
  sessionStorage.setItem(PUT_ASIDE, JSON.stringify([...asideNames(), nameOf(thing)]));
}

export function asideNames(): string[] {
  return JSON.parse(sessionStorage.getItem(PUT_ASIDE) ?? "[]") as string[];
}
