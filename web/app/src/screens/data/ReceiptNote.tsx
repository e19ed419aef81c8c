// Receipt of a deletion on the page, to be copied.

import { CopyButton } from "../../parts/CopyButton.tsx";
import { date, timeOfDay } from "../../parts/dates.ts";
import { Note } from "../../parts/Note.tsx";
import { countsSentence } from "./counts.ts";
import { receiptText, type Receipt } from "./receipt.ts";

export function ReceiptNote({ receipt, dismiss }: { receipt: Receipt; dismiss: () => void }) {
  const actions = (
    <>
      <CopyButton text={receiptText(receipt)} label="Copy receipt" quiet={false} />
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
