// Pacing on the page: two lanes on one axis of time, and the numbers that were measured.

import { parseDuration } from "../../parts/held.ts";
import type { Schema } from "../../queries/api.ts";
import { clock, LANES_FROM, lanes, measures, type Lanes } from "./pacing.ts";

type Props = { interview: Schema["Interview"]; transcript: Schema["Transcript"] };

export function Pacing({ interview: { kind, duration }, transcript: { items, pacing } }: Props) {
  const numbers = measures(pacing, kind);
  const spoken = kind === "voice";
  const drawn = spoken && items.length >= LANES_FROM;
  if (numbers.length === 0 && !drawn) return null;
  return (
    <section className="card stack" aria-labelledby="pacing">
      <div className="line apart">
        <h2 id="pacing">Pacing</h2>
        {drawn && (
          <p className="line tiny dim">
            <span>Top: interviewer</span>
            <span>Bottom: you</span>
          </p>
        )}
      </div>
      {drawn && <Picture lanes={lanes(items, parseDuration(duration))} />}
      <dl className="trip">
        {numbers.map(({ label, value, usual }) => (
          <div key={label}>
            <dt>
              {label}
              <span className="block">{usual}</span>
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="small dim">
        {drawn && "How long each turn is drawn is estimated from its words; the numbers are measured. "}
        {spoken
          ? "A pause to think is not a fault. It is marked so that you can see what came before it."
          : "Nothing is wrong with taking time to write."}
      </p>
    </section>
  );
}

const [WIDTH, HEIGHT] = [860, 88];
const LANE = { interviewer: 8, candidate: 50 } as const;
const TICKS = 4;

function Picture({ lanes: { spans, pauses, total } }: { lanes: Lanes }) {
  const x = (ms: number) => Math.round((ms / total) * WIDTH * 10) / 10;
  const longest = Math.max(0, ...pauses.map(({ from, to }) => to - from));
  const said = `Who spoke when, over ${clock(total)} minutes, ${spans.length} turns.`;
  const paused = longest === 0 ? "" : ` The longest pause drawn is about ${Math.round(longest / 1000)} seconds.`;
  return (
    <div className="stack g2">
      <svg
        className="lanes"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={said + paused}
      >
        {spans.map(({ speaker, from, to }, index) => (
          <rect
            key={index}
            className={speaker === "interviewer" ? "a" : "b"}
            x={x(from)}
            y={LANE[speaker]}
            width={Math.max(2, x(to - from))}
            height="30"
            rx="3"
          />
        ))}
        <path className="p" d={pauses.map(({ from, to }) => `M${x(from)} 2V86M${x(to)} 2V86`).join("")} />
      </svg>
      <div className="line apart tiny dim num" aria-hidden="true">
        {Array.from({ length: TICKS + 1 }, (_, index) => (
          <span key={index}>{clock((total * index) / TICKS)}</span>
        ))}
      </div>
    </div>
  );
}
