// Receipt of a deletion: when, and how much; kept until it is put away, for the server keeps none.

import { useState } from "react";
import { useUserId } from "../../session/SessionProvider.tsx";
import { countsSentence } from "./counts.ts";
import type { Deleted } from "./delete-all.ts";

export type Receipt = Deleted & { at: string };

const KEPT = "darasa.deletion-receipt";

export function receiptText({ at, counts, requestId, countedAll }: Receipt): string {
  const what = countsSentence(counts) + (countedAll ? "" : " with all that belonged to them");
  const number = requestId === null ? "" : ` Request number ${requestId}.`;
  return `darasa, ${at}: deleted ${what}.${number}`;
}

export function useKeptReceipt() {
  const key = `${KEPT}.${useUserId()}`;
  const [receipt, setReceipt] = useState<Receipt | null>(() => {
    const stored = sessionStorage.getItem(key);
    return stored === null ? null : (JSON.parse(stored) as Receipt);
  });
  return {
    receipt,
    keep(deleted: Deleted) {
      const made = { ...deleted, at: new Date().toISOString() };
      sessionStorage.setItem(key, JSON.stringify(made));
      setReceipt(made);
    },
    dismiss() {
      sessionStorage.removeItem(key);
      setReceipt(null);
    },
  };
}
