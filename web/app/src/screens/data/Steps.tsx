// Steps: how far something has come that takes many requests, as strokes and in words.

import type { ReactNode } from "react";
import { Strokes } from "../../parts/Strokes.tsx";

type Props = { done: number; total: number; children: ReactNode; stop?: () => void };

export function Steps({ done, total, children, stop }: Props) {
  const share = total === 0 ? 0 : done / total;
  return (
    <div className="stack g3">
      <div className="line">
        <Strokes value={Math.floor(share * 10)} />
        <span className="small num">
          {done} of {total}
        </span>
        <progress className="vh" value={done} max={Math.max(total, 1)} aria-label="Progress" />
      </div>
      <p className="small dim">{children}</p>
      {stop && (
        <div>
          <button className="btn slim" type="button" onClick={stop}>
            Stop
          </button>
        </div>
      )}
    </div>
  );
}
