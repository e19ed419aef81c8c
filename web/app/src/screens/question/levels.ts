// Levels of difficulty, in the order in which they are offered.

import type { Schema } from "../../queries/api.ts";

export type Level = Schema["Difficulty"];

export const LEVELS: readonly { value: Level; label: string }[] = [
  { value: "easy", label: "Easy" },
  { value: "medium", label: "Medium" },
  { value: "hard", label: "Hard" },
];
const USUAL: Level = "medium";

/** What an address asks for; anything else is the usual one. */
export function levelOf(value: string | null): Level {
  return LEVELS.find((level) => level.value === value)?.value ?? USUAL;
}
