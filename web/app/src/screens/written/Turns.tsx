// Turns as one conversation on the board: each enters the log when it is whole; the one that grows is for eyes alone.

import { useEffect, useRef } from "react";
import type { Turn } from "./turns.ts";

type Props = { turns: readonly Turn[]; said: string | null; growing: string | null };

/** Nearer to the end than this, the page goes along with what arrives. */
const NEAR_PX = 240;

export function Turns({ turns, said, growing }: Props) {
  useFollowing(`${turns.length} ${said ?? ""} ${growing ?? ""}`);
  return (
    <div className="board conversation">
      <div className="log" role="log" aria-label="The interview">
        {turns.map(({ speaker, text }, index) => (
          <TurnView key={index} isOwn={speaker === "candidate"} text={text} />
        ))}
        {said !== null && <TurnView isOwn text={said} />}
      </div>
      {growing !== null && (
        <div className="turn them" aria-hidden="true">
          <p className="who">Interviewer</p>
          <p className="as-typed">
            {growing === "" && "Thinking…"}
            {growing}
            <span className="caret" />
          </p>
        </div>
      )}
    </div>
  );
}

function TurnView({ isOwn, text }: { isOwn: boolean; text: string }) {
  return (
    <div className={isOwn ? "turn" : "turn them"}>
      <p className="who">{isOwn ? "You" : "Interviewer"}</p>
      <p className="as-typed">{text}</p>
    </div>
  );
}

/** Scrolls with what arrives, but not for somebody who reads further up. */
function useFollowing(what: string): void {
  const first = useRef(true);
  useEffect(() => {
    const page = document.documentElement;
    const left = page.scrollHeight - innerHeight - scrollY;
    if (!first.current && left < NEAR_PX) scrollTo({ top: page.scrollHeight });
    first.current = false;
  }, [what]);
}
