// Transcript: what was said, with the time of each turn in the margin and long pauses named beside them.

import { useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import type { Schema } from "../../queries/api.ts";
import { clock, lanes } from "./pacing.ts";

const SHOWN = 8;

type Props = { items: Schema["TranscriptTurn"][]; spoken: boolean };

export function Transcript({ items, spoken }: Props) {
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
            <Turn key={index} turn={turn} first={index === 0} pause={pauses.get(index)} />
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

type TurnProps = { turn: Schema["TranscriptTurn"]; first: boolean; pause: number | undefined };

function Turn({ turn: { speaker, text, at }, first, pause }: TurnProps) {
  return (
    <li className={first ? "row" : "row rule"}>
      <div className="gut">
        <small className="num">{clock(at)}</small>
      </div>
      <div className="words">
        <p className="over">{speaker === "candidate" ? "You" : "Interviewer"}</p>
        {text.split(/\n{2,}/).map((paragraph, index) => (
          <p className="as-written" key={index}>
            {paragraph}
          </p>
        ))}
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
