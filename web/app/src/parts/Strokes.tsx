// Strokes: a number out of ten as tall and short strokes; ratings, microphone levels and allowances share this form.

import { HIGHEST, isWeak, ratingWord } from "./rating.ts";

const [FIRST, STEP] = [3, 8];
const TALL = "v14";
const SHORT = "v5";

type Props = { value: number; label?: string; className?: string };

/** With a label it is a picture of its own; without one the words beside it say the number. */
export function Strokes({ value, label, className = "" }: Props) {
  const at = (index: number, top: number, height: string) => `M${FIRST + STEP * index} ${top}${height}`;
  const all = Array.from({ length: HIGHEST }, (_, index) => index);
  const off = all.filter((index) => index >= value).map((index) => at(index, 12, SHORT));
  const on = all.filter((index) => index < value).map((index) => at(index, 3, TALL));
  const picture = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <svg className={`strokes ${className}`} viewBox="0 0 78 20" {...picture}>
      <path d={off.join("")} />
      <path className="on" d={on.join("")} />
    </svg>
  );
}

/** A rating in a line: strokes, number and word. */
export function Rating({ value }: { value: number }) {
  return (
    <span className={isWeak(value) ? "rated weak" : "rated"}>
      <Strokes value={Math.round(value)} />
      <span className="num">
        {value} of {HIGHEST} · {ratingWord(value)}
      </span>
    </span>
  );
}

/** A rating in the margin. */
export function Mark({ value, small = false, note }: { value: number | null; small?: boolean; note?: string }) {
  const size = small ? " s" : "";
  if (value === null) {
    return (
      <>
        <span className={`mark${size} none`} aria-hidden="true">
          –
        </span>
        <span className="vh">no rating yet</span>
      </>
    );
  }
  return (
    <>
      <span className={`mark${size}${isWeak(value) ? " weak" : ""}`}>{value}</span>
      <small>{note ?? `of ${HIGHEST}`}</small>
    </>
  );
}
