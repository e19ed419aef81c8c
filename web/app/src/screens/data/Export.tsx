// Export: everything in one ZIP archive, which is put together in this browser.

import { useEffect, useRef, useState } from "react";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useApi } from "../../queries/api.ts";
import { archive, archiveName } from "./archive.ts";
import { countsSentence } from "./counts.ts";
import { gather, NOTHING, type Reading } from "./gather.ts";
import { Steps } from "./Steps.tsx";
import { asError } from "../../parts/as-error.ts";

type Saved = { url: string; name: string; bytes: number };
type State =
  | { status: "idle" }
  | { status: "reading"; reading: Reading }
  | { status: "saved"; saved: Saved; reading: Reading }
  | { status: "failed"; error: Error };

const BEGIN: Reading = { ...NOTHING, pages: 0, known: 0 };

export function Export() {
  const online = useOnline();
  const { state, start, stop } = useExport();
  return (
    <section className="card stack g3" aria-labelledby="export" aria-busy={state.status === "reading"}>
      <h2 id="export">Take it with you</h2>
      <p>
        One ZIP archive: a page to read, everything as JSON, all ratings as CSV. It is put together in this browser.
      </p>
      {state.status === "reading" ? (
        <Steps done={state.reading.pages} total={state.reading.known} stop={stop}>
          Read so far: {countsSentence(state.reading)}.
        </Steps>
      ) : (
        <div className="line">
          <button className="btn go" type="button" disabled={!online} onClick={() => void start()}>
            <Icon name="download" />
            {state.status === "saved" ? "Export again" : "Export everything"}
          </button>
          {!online && <span className="small dim">This needs a connection.</span>}
        </div>
      )}
      {state.status === "saved" && <SavedNote {...state} />}
      {state.status === "failed" && (
        <ProblemNote error={state.error} title="The export broke off." retry={() => void start()}>
          <p>Nothing was saved, and nothing was changed.</p>
        </ProblemNote>
      )}
    </section>
  );
}

function SavedNote({ saved: { url, name, bytes }, reading }: { saved: Saved; reading: Reading }) {
  const link = (
    <a className="btn slim" href={url} download={name}>
      Save it once more
    </a>
  );
  return (
    <Note tone="good" title={`${name} was saved.`} actions={link} live>
      <p>
        {size(bytes)}: {countsSentence(reading)}.
      </p>
    </Note>
  );
}

function useExport() {
  const api = useApi();
  const [state, setState] = useState<State>({ status: "idle" });
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const url = state.status === "saved" ? state.saved.url : null;
  useEffect(() => (url === null ? undefined : () => URL.revokeObjectURL(url)), [url]);
  const start = async () => {
    running.current?.abort();
    const { signal } = (running.current = new AbortController());
    let reading = BEGIN;
    setState({ status: "reading", reading });
    try {
      const everything = await gather(api, signal, (read) => {
        reading = read;
        if (!signal.aborted) setState({ status: "reading", reading });
      });
      signal.throwIfAborted();
      setState({ status: "saved", reading, saved: save(archive(everything, new Date()), archiveName(new Date())) });
    } catch (reason) {
      const error = asError(reason);
      if (!signal.aborted) setState({ status: "failed", error });
      running.current?.abort();
    }
  };
  const stop = () => {
    running.current?.abort();
    setState({ status: "idle" });
  };
  return { state, start, stop };
}

function save(bytes: Uint8Array<ArrayBuffer>, name: string): Saved {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/zip" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  return { url, name, bytes: bytes.length };
}

function size(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
