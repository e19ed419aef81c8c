// Ring: an overall rating as ten strokes around its number.

import { HIGHEST, isWeak, ratingWord } from "./rating.ts";

const CENTRE = 68;
const RADIUS = 58;
/** Of each tenth of the circle, in degrees from its beginning. */
const [FROM, TO] = [5, 31];
const TENTH = 36;

/** `what` is rated: "Overall". */
export function Ring({ value, what }: { value: number; what: string }) {
  const all = Array.from({ length: HIGHEST }, (_, index) => index);
  const label = `${what} ${value} of ${HIGHEST}, ${ratingWord(value).toLowerCase()}`;
  return (
    <svg className={isWeak(value) ? "ring weak" : "ring"} viewBox="0 0 136 136" role="img" aria-label={label}>
      <path d={all.filter((index) => index >= Math.round(value)).map(arc).join("")} />
      <path className="on" d={all.filter((index) => index < Math.round(value)).map(arc).join("")} />
      <text x={CENTRE} y="80">
        {value}
      </text>
      <text className="of" x={CENTRE} y="99">
        of {HIGHEST}
      </text>
    </svg>
  );
}

function arc(tenth: number): string {
  return `M${place(tenth * TENTH + FROM)}A${RADIUS} ${RADIUS} 0 0 1 ${place(tenth * TENTH + TO)}`;
}

/** From the top, clockwise. */
function place(degrees: number): string {
  const radians = (degrees * Math.PI) / 180;
  return `${(CENTRE + RADIUS * Math.sin(radians)).toFixed(1)} ${(CENTRE - RADIUS * Math.cos(radians)).toFixed(1)}`;
}
