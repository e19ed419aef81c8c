// Erasure on the page: typed confirmation, a fresh sign-in, and the way to the receipt, for which nobody need sign in.

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError, unwrap } from "../../../../src/client.ts";
import { useDrafts } from "../../drafts/use-draft.ts";
import { TextField } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { ServerButton } from "../../parts/ServerButton.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useApi } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { useSession } from "../../session/SessionProvider.tsx";
import { isConfirmed, PHRASE, receiptPage } from "./erasure.ts";

export function Delete() {
  const erasure = useErasure();
  const send = useOnce(erasure);
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isConfirmed(typed)) send();
  };
  return (
    <section className="card stack" aria-labelledby="delete" aria-busy={erasure.isPending}>
      <h2 id="delete">Delete everything, and the account</h2>
      <p>
        Your jobs with their questions, answers, interviews and reports are deleted at once, your account with them, and
        nothing can be brought back. Drafts in this browser go too. You get a signed receipt to keep.
      </p>
      <form className="stack measure" onSubmit={submit}>
        <TextField
          label={`Type “${PHRASE}” to confirm`}
          hint="The button works as soon as the words match."
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        {erasure.error && <Refused error={erasure.error} retry={send} />}
        <div>
          <ServerButton
            className="btn danger"
            type="submit"
            disabled={!isConfirmed(typed)}
            busy={erasure.isPending}
            busyLabel="Deleting…"
          >
            <Icon name="delete" />
            Delete everything
          </ServerButton>
        </div>
      </form>
    </section>
  );
}

/** Whoever finds an open page must not delete what is not theirs. */
function Refused({ error, retry }: { error: Error; retry: () => void }) {
  const state = useSession();
  if (!(error instanceof ApiError) || !error.is("reverification-needed") || state.status !== "signed-in") {
    return (
      <ProblemNote error={error} title="Nothing was deleted." retry={retry}>
        <p>Everything is still there.</p>
      </ProblemNote>
    );
  }
  const again = (
    <button className="btn slim" type="button" onClick={() => void state.session.signOut()}>
      Sign out, to sign in again
    </button>
  );
  return (
    <Note tone="look" title="Sign in again first." actions={again} live>
      <p>
        To be sure that it is you, this takes a sign-in that is less than ten minutes old. Nothing was deleted. Come
        back to this page then.
      </p>
    </Note>
  );
}

function useErasure() {
  const api = useApi();
  const drafts = useDrafts();
  const me = useReads().me();
  const client = useQueryClient();
  const state = useSession();
  return useMutation({
    async mutationFn() {
      const { id: confirm } = await client.ensureQueryData(me);
      const { receiptUrl } = unwrap(await api.DELETE("/api/users/me", { body: { confirm } }));
      drafts.clearAll();
      const page = receiptPage(receiptUrl);
      location.assign(page);
      // The session is nobody's any more; Clerk's ends by itself.
      if (state.status === "signed-in" && state.session.kind === "dev") await state.session.signOut();
    },
  });
}
