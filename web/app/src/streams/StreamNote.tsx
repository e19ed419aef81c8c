// Stream notes: what befell a text on its way, what becomes of it, and the one useful action.

import { useEffect, useRef, useState } from "react";
import { ApiError } from "../../../src/client.ts";
import { Note } from "../parts/Note.tsx";
import { ProblemNote } from "../parts/ProblemNote.tsx";
import type { Generation } from "./use-generation.ts";
import { spoken } from "./generation-state.ts";

type Props = {
  of: Pick<Generation, "state" | "cancel" | "follow">;
  /** As it begins a sentence: "The question". */
  what: string;
  /** What is safe, in a sentence: "Your answer is saved." */
  safe?: string | undefined;
  /** It counts as a use. */
  counts?: boolean;
  /** What becomes of it when it was stopped and is not kept. */
  stopped?: string;
  retry?: (() => void) | undefined;
};

/** Nothing while all goes well; the status line that people hear is always there. */
export function StreamNote({ of, retry, ...said }: Props) {
  const status = useRef<HTMLParagraphElement>(null);
  const press = (act: () => void) => () => {
    // The button that was pressed is gone: who uses the keyboard stays where it stood.
    status.current?.focus({ preventScroll: true });
    act();
  };
  const acts = { ...of, cancel: press(of.cancel), follow: press(() => of.follow()) };
  return (
    <>
      <p className="vh" role="status" ref={status} tabIndex={-1}>
        {spoken(of.state, said.what)}
      </p>
      <Befallen of={acts} retry={retry && press(retry)} {...said} />
    </>
  );
}

function Befallen({ of, what, safe, counts = false, stopped, retry }: Props) {
  const { state } = of;
  switch (state.phase) {
    case "waiting":
      return <Busy until={state.until} safe={safe} cancel={of.cancel} />;
    case "following":
      return (
        <Note tone="look" title={state.cut ? "The connection broke off." : `${what} is still being written.`} live>
          <p>{state.cut ? "The rest is still being written; it" : "It"} will appear here by itself.</p>
        </Note>
      );
    case "stopping":
      return <Note icon="hourglass" title="Stopping…" />;
    case "stopped":
      return state.reading ? (
        <Note
          tone="look"
          icon="stop"
          title="You stopped reading."
          actions={<Button press={() => of.follow()} text="Show the rest" />}
          live
        >
          <p>
            It could not be stopped: {lower(what)} is finished and kept all the same
            {counts ? ", and counts as one use" : ""}.
          </p>
        </Note>
      ) : (
        <Note
          tone="look"
          icon="stop"
          title="You stopped it."
          actions={retry && <Button press={retry} text="Try again" />}
          live
        >
          <p>
            {stopped ?? `Nothing of it is kept${counts ? ", and nothing was counted" : ""}.`} {safe}
          </p>
        </Note>
      );
    case "done":
      if (!state.stopped) return null;
      return (
        <Note tone="look" icon="stop" title="You stopped it." live>
          <p>What was written until then is kept{counts ? ", and counts as one use" : ""}.</p>
        </Note>
      );
    case "lost":
      return (
        <Note
          tone="stop"
          title={`${what} was not finished.`}
          actions={retry && <Button press={retry} text="Try again" />}
          live
        >
          <p>
            {state.givenBack
              ? "The model stopped answering. Nothing was counted. "
              : "It was not stored in five minutes. What was counted stands under Plan. "}
            {safe}
          </p>
        </Note>
      );
    case "failed":
      return <Failed error={state.error} what={what} safe={safe} retry={retry} />;
    default:
      return null;
  }
}

function Failed({ error, what, safe, retry }: Pick<Props, "what" | "safe" | "retry"> & { error: Error }) {
  if (!(error instanceof ApiError) && !(error instanceof TypeError)) {
    return (
      <Note tone="stop" title={`${what} broke off.`} actions={retry && <Button press={retry} text="Try again" />} live>
        <p>The model stopped answering. Nothing was counted. {safe}</p>
      </Note>
    );
  }
  const again = error instanceof ApiError && error.is("PLAN_LIMIT") ? undefined : retry;
  return (
    <ProblemNote error={error} title={`${what} could not be written.`} retry={again}>
      {safe && <p>{safe}</p>}
    </ProblemNote>
  );
}

function lower(what: string): string {
  return what.slice(0, 1).toLowerCase() + what.slice(1);
}

function Button({ press, text }: { press: () => void; text: string }) {
  return (
    <button className="btn slim" type="button" onClick={press}>
      {text}
    </button>
  );
}

function Busy({ until, safe, cancel }: { until: number; safe: string | undefined; cancel: () => void }) {
  const seconds = useSecondsLeft(until);
  const title = `Busy. Trying again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;
  return (
    <>
      {/* Said once, and not each second. */}
      <p className="vh" role="status">
        Busy. It is tried again by itself.
      </p>
      <Note tone="look" title={title} actions={<Button press={cancel} text="Do not try again" />}>
        <p>You need not do anything. {safe}</p>
      </Note>
    </>
  );
}

function useSecondsLeft(until: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
