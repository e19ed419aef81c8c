// This browser: drafts that are only here, and the end of the session.

import { useState } from "react";
import { useDrafts } from "../../drafts/use-draft.ts";
import { count } from "../../parts/dates.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { useSession } from "../../session/SessionProvider.tsx";

/** `changed` hears that drafts were cleared. */
export function ThisBrowser({ changed }: { changed: () => void }) {
  const drafts = useDrafts();
  const number = drafts.all().length;
  const [asks, setAsks] = useState(false);
  const state = useSession();
  if (state.status !== "signed-in") return null;
  const { session } = state;
  const clear = () => {
    drafts.clearAll();
    changed();
  };
  const signOut = () => {
    drafts.clearAll();
    void session.signOut();
  };
  return (
    <section className="card stack g3" aria-labelledby="browser">
      <h2 id="browser">This browser</h2>
      <p role="status">
        {number === 0
          ? "No draft is kept here. What you write is kept in this browser until you send it or sign out."
          : `${count(number, "draft")} kept in this browser only, until you send it or sign out.`}
      </p>
      <div className="line">
        {number > 0 && (
          <button className="btn" type="button" onClick={clear}>
            Clear {count(number, "draft")}
          </button>
        )}
        <button className="btn" type="button" onClick={() => (number > 0 ? setAsks(true) : signOut())}>
          Sign out
        </button>
      </div>
      <Dialog
        title={`Sign out and lose ${count(number, "draft")}?`}
        open={asks}
        close={() => setAsks(false)}
        actions={
          <>
            <button className="btn" type="button" onClick={() => setAsks(false)}>
              Stay signed in
            </button>
            <button className="btn danger" type="button" onClick={signOut}>
              Sign out
            </button>
          </>
        }
      >
        <p>Drafts are kept in this browser only, and do not stay here for whoever uses it next.</p>
      </Dialog>
    </section>
  );
}
