// Unfinished things: drafts of answers and interviews that wait to be gone on with, the newest first.

import type { Draft } from "../../drafts/drafts.ts";
import { words } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

export type Unfinished =
  | { kind: "answer"; at: number; question: Schema["Question"]; words: number }
  | { kind: "interview" | "review"; at: number; interview: Schema["Interview"] };

/** What was left longer ago is in its job's list, and reproaches nobody at the front door. */
const REMEMBERED_MS = 14 * 24 * 3_600_000;

export function unfinished(
  drafts: readonly { draft: Draft; question: Schema["Question"] }[],
  interviews: readonly Schema["Interview"][],
  now: number,
): Unfinished[] {
  const answers = drafts.map(({ draft, question }) => {
    return { kind: "answer", at: draft.savedAt, question, words: words(draft.text) } as const;
  });
  const held = interviews.flatMap((interview): Unfinished[] => {
    const at = new Date(interview.updatedAt).getTime();
    if (interview.state === "active") return [{ kind: "interview", at, interview }];
    const waits = interview.state === "finished" && interview.feedback === null;
    return waits ? [{ kind: "review", at, interview }] : [];
  });
  const found: Unfinished[] = [...answers, ...held];
  return found.filter(({ at }) => now - at < REMEMBERED_MS).sort((one, other) => other.at - one.at);
}

/** Written again, it is another one: who put it aside is asked once more. */
export function nameOf(thing: Unfinished): string {
  const id = thing.kind === "answer" ? thing.question.id : thing.interview.id;
  return `${thing.kind} ${id} ${thing.at}`;
}

const PUT_ASIDE = "darasa.put-aside";

/** For this visit. */
export function putAside(thing: Unfinished): void {
  sessionStorage.setItem(PUT_ASIDE, JSON.stringify([...asideNames(), nameOf(thing)]));
}

export function asideNames(): string[] {
  return JSON.parse(sessionStorage.getItem(PUT_ASIDE) ?? "[]") as string[];
}
