// Levels of difficulty, in the order in which they are offered, and what else may be asked for.

import type { Schema } from "../../queries/api.ts";

export type Level = Schema["Difficulty"];
/** What a new question may be: of a level, of the one that fits the newest ratings, or about the gap in an answer. */
export type Asked = Schema["NewQuestion"]["prompt"];

export const LEVELS: readonly { value: Level; label: string }[] = [
  { value: "easy", label: "Easy" },
  { value: "medium", label: "Medium" },
  { value: "hard", label: "Hard" },
];
/** As they are offered; the first one is the usual one. */
export const CHOICES: readonly { value: Level | "auto"; label: string }[] = [
  { value: "auto", label: "Auto" },
  ...LEVELS,
];
export const AUTO_HINT = "Auto goes by your last ratings, one step at a time.";

/** What an address asks for; anything else is the usual one. */
export function choiceOf(value: string | null): Level | "auto" {
  return CHOICES.find((choice) => choice.value === value)?.value ?? "auto";
}

export function levelOf(value: string | null | undefined): Level | null {
  return LEVELS.find((level) => level.value === value)?.value ?? null;
}

export function levelLabel(level: Level): string {
  return LEVELS.find(({ value }) => value === level)?.label ?? level;
}

const REASONS: Record<string, string> = {
  "three-good": "one level up after three strong answers",
  "two-weak": "one level down, to find your footing",
  steady: "the same level as before",
  first: "a level to begin with",
};

/** Why it has the level that it has; null: the person said it. */
export function reasonWords(reason: string | null | undefined): string | null {
  return REASONS[reason ?? ""] ?? null;
}
