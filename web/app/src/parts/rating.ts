// Rating scale: 1 to 10, each with its word; below SOLID it is shown as weak.

export const HIGHEST = 10;
const SOLID = 6;
/** From the rating on, downwards. */
const WORDS = [
  [10, "Excellent"],
  [8, "Strong"],
  [SOLID, "Solid"],
  [4, "Getting there"],
] as const;

export const isWeak = (rating: number): boolean => rating < SOLID;

export function ratingWord(rating: number): string {
  return WORDS.find(([least]) => rating >= least)?.[1] ?? "Not yet";
}
