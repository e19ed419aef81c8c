// Extracted text of a résumé: what software sees of it, line by line as the keyword report counts them.

import { useQuery } from "@tanstack/react-query";
import { CopyButton } from "../../parts/CopyButton.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { isCut } from "./is-cut.ts";

type Report = Schema["StoredAnalysis"];

/** Whether a text was searched the list of reports says already; the text itself is read with one report. */
export function ExtractedText({ report }: { report: Report }) {
  return report.keywords.source === "model" ? <NothingSeen /> : <Folded report={report} />;
}

/** Reports on PDFs are like this, too, from before their text was read. */
function NothingSeen() {
  return (
    <Note tone="look" icon="file" title="Software sees nothing here.">
      <p>
        No text was read from this file, as from a scan, so this report rests on what the model saw in it. Software that
        sorts applications has no model to look: export your résumé from the editor it was written in, and check that.
        If its words can be copied, the report is from before such files were read: have it marked anew.
      </p>
    </Note>
  );
}

function Folded({ report: { jobInfoId, id, fileName } }: { report: Report }) {
  const read = useQuery(useReads().analysis(jobInfoId, id));
  return (
    <details className="card">
      <summary>
        <Icon name="forward" />
        <h3>What software sees</h3>
      </summary>
      <Loaded of={read} what="the text" rows={1}>
        {({ sourceText }) => (sourceText === null ? <NotKept /> : <Lines text={sourceText} of={fileName} />)}
      </Loaded>
    </details>
  );
}

function Lines({ text, of }: { text: string; of: string }) {
  return (
    <div className="stack g3">
      <p className="small dim">
        Your résumé as plain text, much as software that sorts applications reads it: what is missing or out of order
        here may well be so there.
      </p>
      {isCut(text) && <p className="small">Only the beginning of a long file is read; this is all that was.</p>}
      <pre className="seen" role="region" aria-label={`Text of ${of}`} tabIndex={0}>
        {text.split("\n").map((line, index) => (
          <span key={index}>{line}</span>
        ))}
      </pre>
      <div>
        <CopyButton text={text} label="Copy the text" />
      </div>
    </div>
  );
}

function NotKept() {
  return (
    <p className="small dim">
      This report is from before texts were kept. Have the file marked anew to see what software reads in it.
    </p>
  );
}
