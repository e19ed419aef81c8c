// Delete button of one thing, with its dialog: says what goes with it; the safe choice comes first.

import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { unlessGone } from "../queries/api.ts";
import { Dialog } from "./Dialog.tsx";
import { Icon } from "./Icon.tsx";
import { ProblemNote } from "./ProblemNote.tsx";
import { ServerButton } from "./ServerButton.tsx";
import { useOnce } from "./use-once.ts";

type Props = {
  /** As in "Delete this answer". */
  what: string;
  remove: () => Promise<void>;
  /** It is gone here, or was gone before. */
  removed: () => void;
  children: ReactNode;
};

export function DeleteButton({ what, remove, removed, children }: Props) {
  const [open, setOpen] = useState(false);
  const removal = useMutation({ mutationFn: () => unlessGone(remove()), onSuccess: removed });
  const send = useOnce(removal);
  const close = () => setOpen(false);
  const actions = (
    <>
      <button className="btn" type="button" onClick={close}>
        Keep it
      </button>
      <ServerButton className="btn danger" onClick={send} busy={removal.isPending} busyLabel="Deleting…">
        <Icon name="delete" />
        Delete {what}
      </ServerButton>
    </>
  );
  return (
    <div>
      <button className="btn danger slim" type="button" onClick={() => setOpen(true)}>
        <Icon name="delete" />
        Delete this {what}
      </button>
      <Dialog title={`Delete this ${what}?`} open={open} close={close} actions={actions}>
        {children}
        {removal.error && (
          <ProblemNote error={removal.error} title={`The ${what} was not deleted.`}>
            <p>It is still there.</p>
          </ProblemNote>
        )}
      </Dialog>
    </div>
  );
}
