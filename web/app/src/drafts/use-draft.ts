// Draft of one field: its text, saved with each change, and whether the browser could keep it.

import { useEffect, useMemo, useState } from "react";
import { useUserId } from "../session/SessionProvider.tsx";
import { Drafts, type DraftKind } from "./drafts.ts";

export function useDrafts(): Drafts {
  const userId = useUserId();
  return useMemo(() => new Drafts(userId, localStorage), [userId]);
}

export type DraftField = {
  text: string;
  /** Whether what stands in the field is kept in this browser; null before anything was written. */
  saved: boolean | null;
  change: (text: string) => void;
  /** The server has it. */
  done: () => void;
};

/** `of` may change while the field stands: another question has another draft. */
export function useDraft(kind: DraftKind, of: string, initial = ""): DraftField {
  const drafts = useDrafts();
  const [field, setField] = useState(() => ({ of, ...begin(drafts, kind, of, initial) }));
  const now = field.of === of ? field : { of, ...begin(drafts, kind, of, initial) };
  if (now !== field) setField(now);
  useEffect(() => {
    // Two tabs are one paper: else the one that writes last would take away what the other one wrote.
    const take = (text: string) => setField({ of, text: text || initial, saved: text === "" ? null : true });
    return drafts.onChangeElsewhere(kind, of, take);
  }, [drafts, kind, of, initial]);
  return {
    text: now.text,
    saved: now.saved,
    change: (text) => setField({ of, text, saved: drafts.write(kind, of, text, Date.now()) }),
    done() {
      drafts.clear(kind, of);
      setField({ of, text: "", saved: null });
    },
  };
}

function begin(drafts: Drafts, kind: DraftKind, of: string, initial: string): { text: string; saved: boolean | null } {
  const draft = drafts.read(kind, of);
  return { text: draft?.text ?? initial, saved: draft ? true : null };
}
