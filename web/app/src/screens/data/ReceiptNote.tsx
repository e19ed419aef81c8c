// Receipt of a deletion on the page, to be copied.

import { useState } from "react";
import { date, timeOfDay } from "../../parts/dates.ts";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { countsSentence } from "./counts.ts";
import { receiptText, type Receipt } from "./receipt.ts";

export function ReceiptNote({ receipt, dismiss }: { receipt: Receipt; dismiss: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    const written = navigator.clipboard.writeText(receiptText(receipt));
    void written.then(() => setCopied(true), () => setCopied(false));
  };
  const actions = (
    <>
      <button className="btn slim" type="button" onClick={copy}>
        <Icon name="copy" />
        {copied ? "Copied" : "Copy receipt"}
      </button>
      <button className="btn quiet slim" type="button" onClick={dismiss}>
        Put it away
      </button>
    </>
  );
  return (
    <Note tone="good" title="Your data is deleted." actions={actions} live>
      <p>
        {date(receipt.at)}, {timeOfDay(receipt.at)}: {countsSentence(receipt.counts)}
        {receipt.countedAll ? "" : " with all that belonged to them"}.
      </p>
      {receipt.requestId !== null && (
        <p>
          Receipt <code>{receipt.requestId}</code>
        </p>
      )}
      <p>Keep it: we no longer can.</p>
    </Note>
  );
}
