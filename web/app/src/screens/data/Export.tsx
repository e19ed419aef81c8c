// Export: everything in one ZIP archive, which the server writes while it is received.

import { useEffect, useRef, useState } from "react";
import { unwrap } from "../../../../src/client.ts";
import { asError } from "../../parts/as-error.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useApi } from "../../queries/api.ts";
import { fileName, received, saveFile, size } from "./download.ts";

type Saved = { url: string; name: string; bytes: number };
type State =
  | { status: "idle" }
  | { status: "reading"; bytes: number }
  | { status: "saved"; saved: Saved }
  | { status: "failed"; error: Error };

export function Export() {
  const online = useOnline();
  const { state, start, stop } = useExport();
  return (
    <section className="card stack g3" aria-labelledby="export" aria-busy={state.status === "reading"}>
      <h2 id="export">Take it with you</h2>
      <p>
        One ZIP archive of all that is kept of you: a page to read, everything as JSON, all answers as CSV. Twice a day.
      </p>
      {state.status === "reading" ? (
        <div className="line apart">
          <p className="small dim num" role="status">
            {state.bytes === 0 ? "It is being put together." : `${size(state.bytes)} received.`}
          </p>
          <button className="btn slim" type="button" onClick={stop}>
            Stop
          </button>
        </div>
      ) : (
        <div className="line">
          <button className="btn go" type="button" disabled={!online} onClick={() => void start()}>
            <Icon name="download" />
            {state.status === "saved" ? "Export again" : "Export everything"}
          </button>
          {!online && <span className="small dim">This needs a connection.</span>}
        </div>
      )}
      {state.status === "saved" && <SavedNote {...state.saved} />}
      {state.status === "failed" && (
        <ProblemNote error={state.error} title="The export broke off." retry={() => void start()}>
          <p>Nothing was saved, and nothing was changed.</p>
        </ProblemNote>
      )}
    </section>
  );
}

function SavedNote({ url, name, bytes }: Saved) {
  const link = (
    <a className="btn slim" href={url} download={name}>
      Save it once more
    </a>
  );
  return (
    <Note tone="good" title={`${name} was saved.`} actions={link} live>
      <p>{size(bytes)}. Begin with its README.txt.</p>
    </Note>
  );
}

const saved = (archive: Blob, name: string): Saved => ({ url: saveFile(archive, name), name, bytes: archive.size });

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
    setState({ status: "reading", bytes: 0 });
    try {
      const reply = await api.GET("/api/users/me/export", { parseAs: "stream", signal });
      unwrap(reply);
      const told = (bytes: number) => !signal.aborted && setState({ status: "reading", bytes });
      const archive = await received(reply.response, told);
      signal.throwIfAborted();
      setState({ status: "saved", saved: saved(archive, fileName(reply.response.headers)) });
    } catch (reason) {
      if (!signal.aborted) setState({ status: "failed", error: asError(reason) });
    }
  };
  const stop = () => {
    running.current?.abort();
    setState({ status: "idle" });
  };
  return { state, start, stop };
}
