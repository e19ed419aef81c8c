// Typed turn: what cannot or shall not be said is written, and kept at each keystroke until it is sent.

import { useLayoutEffect, useRef, type FormEvent, type KeyboardEvent } from "react";
import { useDraft } from "../../drafts/use-draft.ts";
import type { Call } from "../../voice/call.ts";
import type { Connection } from "../../voice/connection-state.ts";

/** As long as a line of a transcript may be. */
const LONGEST = 4_000;

type Props = { call: Call; connection: Connection; interview: string };

export function Typing({ call, connection, interview }: Props) {
  const draft = useDraft("turn", interview);
  const area = useRef<HTMLTextAreaElement>(null);
  const beganAt = useRef<number | undefined>(undefined);
  useLayoutEffect(() => area.current?.focus(), []);
  const live = connection.phase === "live";
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const text = draft.text.trim();
    if (!live || text === "") return;
    call.type(text, beganAt.current ?? call.clock.now());
    beganAt.current = undefined;
    draft.done();
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  const change = (text: string) => {
    beganAt.current ??= call.clock.now();
    draft.change(text);
  };
  return (
    <form className="typed" aria-label="Type instead" onSubmit={send}>
      <label htmlFor="typed-turn">Your answer in writing</label>
      <textarea
        id="typed-turn"
        className="in"
        rows={3}
        maxLength={LONGEST}
        ref={area}
        value={draft.text}
        aria-describedby="typed-turn-hint"
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={pressed}
      />
      <div className="line apart">
        <p className="hint" id="typed-turn-hint">
          {live
            ? "Your microphone waits while you type."
            : "It can be sent when the line is back. It is saved on this device."}
        </p>
        <button className="btn go slim" type="submit" disabled={!live || draft.text.trim() === ""}>
          Send
        </button>
      </div>
    </form>
  );
}
