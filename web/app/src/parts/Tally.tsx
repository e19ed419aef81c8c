// Tally: how many of a few uses are used, one stroke each.

const HEIGHT = 28;
const STEP = 12;
const FIRST = 4;
/** More strokes than that are not counted at a glance; then the words beside them say it. */
export const MOST_STROKES = 12;

/** The words beside it say the numbers. */
export function Tally({ used, limit }: { used: number; limit: number }) {
  if (limit < 1 || limit > MOST_STROKES) return null;
  const all = Array.from({ length: limit }, (_, index) => index);
  const at = (index: number, stroke: string) => `M${FIRST + STEP * index} ${stroke}`;
  const width = FIRST * 2 + STEP * (limit - 1) + 6;
  return (
    <svg className="tally" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      <path d={all.filter((index) => index >= used).map((index) => at(index, "16v8")).join("")} />
      <path className="on" d={all.filter((index) => index < used).map((index) => at(index, "4v20")).join("")} />
    </svg>
  );
}
