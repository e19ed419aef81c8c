// Deletion on the page: typed confirmation, progress, and a receipt to keep.

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type FormEvent } from "react";
import { useDrafts } from "../../drafts/use-draft.ts";
import { TextField } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { ProblemNote } from "../../parts/ProblemNote.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { useApi } from "../../queries/api.ts";
import { countsSentence } from "./counts.ts";
import { deleteAll, isConfirmed, PHRASE, type Deleted } from "./delete-all.ts";
import { ReceiptNote } from "./ReceiptNote.tsx";
import { useKeptReceipt } from "./receipt.ts";
import { Steps } from "./Steps.tsx";
import { asError } from "../../parts/as-error.ts";

type State = { status: "idle" } | { status: "deleting" } | { status: "failed"; error: Error };

export function Delete({ done }: { done: () => void }) {
  const { state, deleted, start, receipt, dismiss } = useDeletion(done);
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed is gone; who uses the keyboard stays where they were.
  const confirmed = () => {
    heading.current?.focus();
    start();
  };
  return (
    <section className="card stack" aria-labelledby="delete" aria-busy={state.status === "deleting"}>
      <h2 id="delete" ref={heading} tabIndex={-1}>
        Delete everything
      </h2>
      <p>
        Your jobs with their questions, answers, interviews and reports are deleted at once and cannot be brought back.
        Drafts in this browser go too. Used-up allowance stays used. You get a receipt to keep.
      </p>
      {state.status === "deleting" && (
        <Steps done={deleted?.counts.jobs ?? 0} total={deleted?.total ?? 0}>
          Stay on this page until it is done. Deleted so far: {deleted ? countsSentence(deleted.counts) : "nothing"}.
        </Steps>
      )}
      {state.status === "failed" && (
        <ProblemNote error={state.error} title="The deletion stopped half-way." retry={start}>
          <p>
            {deleted
              ? `Deleted: ${countsSentence(deleted.counts)}. The rest is still there.`
              : "Nothing was deleted."}
          </p>
        </ProblemNote>
      )}
      {receipt && <ReceiptNote receipt={receipt} dismiss={dismiss} />}
      {state.status === "idle" && !receipt && <Confirm confirmed={confirmed} />}
    </section>
  );
}

function Confirm({ confirmed }: { confirmed: () => void }) {
  const online = useOnline();
  const [typed, setTyped] = useState("");
  const ready = isConfirmed(typed) && online;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) confirmed();
  };
  return (
    <form className="stack measure" onSubmit={submit}>
      <TextField
        label={`Type “${PHRASE}” to confirm`}
        hint={online ? "The button works as soon as the words match." : "This needs a connection."}
        error={undefined}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <div>
        <button className="btn danger" type="submit" disabled={!ready}>
          <Icon name="delete" />
          Delete everything
        </button>
      </div>
    </form>
  );
}

function useDeletion(done: () => void) {
  const api = useApi();
  const client = useQueryClient();
  const drafts = useDrafts();
  const [state, setState] = useState<State>({ status: "idle" });
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const { receipt, keep, dismiss } = useKeptReceipt();
  const deleting = state.status === "deleting";
  useEffect(() => (deleting ? warnBeforeLeaving() : undefined), [deleting]);
  const start = () => {
    setState({ status: "deleting" });
    // It is not ended when the screen is left: what was asked for is done.
    deleteAll(api, new AbortController().signal, setDeleted, deleted?.counts).then(
      (all) => {
        drafts.clearAll();
        keep(all);
        setDeleted(null);
        done();
        setState({ status: "idle" });
        void client.resetQueries();
      },
      (reason: unknown) => {
        setState({ status: "failed", error: asError(reason) });
        void client.invalidateQueries();
      },
    );
  };
  return { state, deleted, start, receipt, dismiss };
}

function warnBeforeLeaving(): () => void {
  const warn = (event: Event) => event.preventDefault();
  addEventListener("beforeunload", warn);
  return () => removeEventListener("beforeunload", warn);
}
