// Dialog: the browser's own, only to end or to delete; the safe choice comes first, and Escape is it.

import { useEffect, useId, useRef, type ReactNode } from "react";

type Props = { title: string; open: boolean; close: () => void; children: ReactNode; actions: ReactNode };

export function Dialog({ title, open, close, children, actions }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog className="dialog" ref={dialog} aria-labelledby={id} onClose={close}>
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
