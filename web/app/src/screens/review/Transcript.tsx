// Transcript: what was said, quoted words shaded, the time of each turn in the margin, long pauses named beside them.

import { useState, type ReactNode } from "react";
import { Icon } from "../../parts/Icon.tsx";
import type { Range } from "../../parts/quotations.ts";
import { Shaded } from "../../parts/Shaded.tsx";
import type { Schema } from "../../queries/api.ts";
import { clock, lanes } from "./pacing.ts";

const SHOWN = 8;

/** As the server counts them: all words, one turn after the other. */
export function transcriptText(items: readonly Schema["TranscriptTurn"][]): string {
  return items.map(({ text }) => text).join("\n");
}

/** Where each turn begins in that text. */
export function starts(items: readonly Schema["TranscriptTurn"][]): number[] {
  let next = 0;
  return items.map(({ text }) => {
    const start = next;
    next += text.length + 1;
    return start;
  });
}

type Props = { items: Schema["TranscriptTurn"][]; spoken: boolean; quoted: readonly Range[] };

export function Transcript({ items, spoken, quoted }: Props) {
  const from = starts(items);
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, SHOWN);
  const pauses = new Map(spoken ? lanes(items, null).pauses.map(({ from, to, before }) => [before, to - from]) : []);
  return (
    <section className="stack g3" aria-labelledby="transcript">
      <h2 id="transcript">Transcript</h2>
      {items.length === 0 ? (
        <div className="empty">
          <p>Nothing was said in this interview.</p>
        </div>
      ) : (
        <ol className="leaf">
          {shown.map((turn, index) => (
            <Turn key={index} turn={turn} first={index === 0} pause={pauses.get(index)}>
              <Shaded text={turn.text} from={from[index] ?? 0} ranges={quoted} />
            </Turn>
          ))}
        </ol>
      )}
      {items.length > shown.length && (
        <div>
          <button className="btn quiet" type="button" onClick={() => setAll(true)}>
            <Icon name="forward" />
            Show all {items.length} turns
          </button>
        </div>
      )}
    </section>
  );
}

type TurnProps = {
  turn: Schema["TranscriptTurn"];
  first: boolean;
  pause: number | undefined;
  children: ReactNode;
};

function Turn({ turn: { speaker, at }, first, pause, children }: TurnProps) {
  return (
    <li className={first ? "row" : "row rule"}>
      <div className="gut">
        <small className="num">{clock(at)}</small>
      </div>
      <div className="words">
        <p className="over">{speaker === "candidate" ? "You" : "Interviewer"}</p>
        <p className="as-written">{children}</p>
        {pause !== undefined && (
          <p className="qtag">
            <Icon name="clock" />
            after about {Math.round(pause / 1000)} seconds
          </p>
        )}
      </div>
    </li>
  );
}
