// Dialog: the browser's own, only to end or to delete; the safe choice comes first, and Escape is it.

import { useId, useLayoutEffect, useRef, type ReactNode } from "react";

type Props = { title: string; open: boolean; close: () => void; children: ReactNode; actions: ReactNode };

/** Escape closes by way of the state: the browser would close first and tell later, and a key in between would be lost. */
export function Dialog({ title, open, close, children, actions }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOurs = useRef(false);
  const id = useId();
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else if (dialog.current?.open) {
      isOurs.current = true;
      dialog.current.close();
    }
  }, [open]);
  const cancel = (event: { preventDefault: () => void }) => {
    event.preventDefault();
    close();
  };
  // What we closed ourselves is told later, when it may have been opened again.
  const closed = () => {
    if (!isOurs.current) close();
    isOurs.current = false;
  };
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby={id} onCancel={cancel} onClose={closed}>
      {open && (
        <div className="stack">
          <h2 id={id}>{title}</h2>
          {children}
          <div className="line">{actions}</div>
        </div>
      )}
    </dialog>
  );
}
