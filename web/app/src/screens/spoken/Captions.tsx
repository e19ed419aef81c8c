// Captions: what was heard, line by line; the line that grows is for the eyes alone.

import { memo } from "react";
import type { Line, Speaker } from "../../voice/transcript.ts";

const NAMES: Record<Speaker, string> = { interviewer: "Interviewer", candidate: "You" };

type Props = { lines: readonly Line[]; growing: { speaker: Speaker; text: string } | undefined };

export function Captions({ lines, growing }: Props) {
  return (
    <div className="caps" role="log" aria-label="Captions: what was heard" tabIndex={0}>
      <ol>
        {lines.map((line, nth) => (
          // A line never changes, and none goes.
          <Caption key={nth} line={line} newest={!growing && nth === lines.length - 1} />
        ))}
        {growing && (
          <li className="now" aria-hidden="true">
            <span className="who">{NAMES[growing.speaker]}</span>
            <span>
              {growing.text}
              <span className="caret" />
            </span>
          </li>
        )}
      </ol>
    </div>
  );
}

const Caption = memo(function Caption({ line, newest }: { line: Line; newest: boolean }) {
  return (
    <li className={newest ? "now" : "past"}>
      <span className="who">{NAMES[line.speaker]}</span>
      <span>{line.interrupted ? `${line.text} …` : line.text}</span>
    </li>
  );
});
