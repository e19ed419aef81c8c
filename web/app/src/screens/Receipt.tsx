// Receipt of an erasure: for whoever has its address, without a session; waits until all is done, and is to be kept.

import { useQuery } from "@tanstack/react-query";
import { ApiError, unwrap } from "../../../src/client.ts";
import { CopyButton } from "../parts/CopyButton.tsx";
import { Loaded } from "../parts/Loading.tsx";
import { Note } from "../parts/Note.tsx";
import { useHeading } from "../parts/Screen.tsx";
import { Brand } from "../parts/Shell.tsx";
import { openApi } from "../queries/open-api.ts";
import { saveFile } from "./data/download.ts";
import { stepWords } from "./data/erasure.ts";

const AGAIN_MS = 2_000;

export default function Receipt({ token }: { token: string }) {
  const heading = useHeading("Receipt");
  const receipt = useQuery({
    queryKey: ["receipt", token],
    queryFn: async () => unwrap(await openApi.GET("/api/receipts/{token}", { params: { path: { token } } })),
    refetchInterval: ({ state }) => (state.data?.state === "done" ? false : AGAIN_MS),
  });
  const gone = receipt.error instanceof ApiError && receipt.error.is("not-found");
  return (
    <div className="gate">
      <header>
        <span className="brand">
          <Brand />
        </span>
      </header>
      <main>
        <h1 ref={heading} tabIndex={-1}>
          Receipt of a deletion
        </h1>
        {gone ? (
          <p>There is no receipt here. Receipts are kept for a limited time; look at the address once more.</p>
        ) : (
          <Loaded of={receipt} what="the receipt">
            {({ state, steps, receipt: signed }) => (
              <div className="stack">
                <Note
                  tone={state === "done" ? "good" : "plain"}
                  icon={state === "done" ? "check" : "hourglass"}
                  title={state === "done" ? "Your data is deleted." : "Your data is being deleted."}
                  live
                >
                  <ul>
                    {steps.map((step) => (
                      <li key={step.name}>{stepWords(step)}</li>
                    ))}
                  </ul>
                </Note>
                {state === "done" && signed !== null && <Signed receipt={signed} />}
                {state !== "done" && <p>You can close this page and come back to its address. Keep the address.</p>}
              </div>
            )}
          </Loaded>
        )}
      </main>
    </div>
  );
}

function Signed({ receipt }: { receipt: string }) {
  return (
    <section className="card stack g3" aria-labelledby="signed">
      <h2 id="signed">Keep it: we no longer can</h2>
      <p className="small">
        This text is signed. Anyone can check it offline, with the keys at{" "}
        <a href="/.well-known/darasa-receipts.json">/.well-known/darasa-receipts.json</a>. It says what was deleted, and
        what others may keep for how long.
      </p>
      <textarea className="in tiny" aria-label="The signed receipt" rows={5} readOnly value={receipt} />
      <div className="line">
        <CopyButton text={receipt} label="Copy the receipt" quiet={false} />
        <button className="btn slim" type="button" onClick={() => saveFile(new Blob([receipt]), "darasa-receipt.jws")}>
          Save it as a file
        </button>
      </div>
    </section>
  );
}
