// Voice strokes: how loud the interviewer is, now in the middle and before that to both sides.

import { useEffect, useRef } from "react";
import type { Devices } from "../../voice/devices.ts";

const STROKES = 31;
const MIDDLE = (STROKES - 1) / 2;
const [FIRST, STEP, CENTER] = [8, 11.2, 40];
const [SHORTEST, TALLEST] = [3, 62];
/** Speech is seldom as loud as it could be. */
const GAIN = 3.2;
const REFRESH_MS = 66;

export function Voice({ devices, live }: { devices: Devices; live: boolean }) {
  const path = useRef<SVGPathElement>(null);
  useEffect(() => {
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const levels = Array.from({ length: MIDDLE + 1 }, () => 0);
    const draw = () => {
      levels.unshift(live && !still.matches ? Math.min(1, devices.played.level * GAIN) : 0);
      levels.pop();
      path.current?.setAttribute("d", shape(levels));
    };
    draw();
    const timer = setInterval(draw, REFRESH_MS);
    return () => clearInterval(timer);
  }, [devices, live]);
  return (
    <svg className="wave" viewBox="0 0 352 80" aria-hidden="true">
      <path ref={path} d="" />
    </svg>
  );
}

/** `levels`: now, and before that. */
function shape(levels: readonly number[]): string {
  const stroke = (place: number) => {
    const height = SHORTEST + (TALLEST - SHORTEST) * (levels[Math.abs(place - MIDDLE)] ?? 0);
    return `M${(FIRST + STEP * place).toFixed(1)} ${(CENTER - height / 2).toFixed(1)}v${height.toFixed(1)}`;
  };
  return Array.from({ length: STROKES }, (_, place) => stroke(place)).join("");
}
