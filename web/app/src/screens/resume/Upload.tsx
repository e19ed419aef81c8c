// Upload: a file is dropped or chosen, looked at before anything is sent, and sent by a button that says what it uses.

import { useId, useRef, useState, type DragEvent } from "react";
import { Link } from "wouter";
import { Icon } from "../../parts/Icon.tsx";
import { Note } from "../../parts/Note.tsx";
import { useOnline } from "../../parts/Shell.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { allowance } from "../job/allowance.ts";
import { ACCEPT, fileSize, refusal } from "./file-check.ts";

type Props = {
  /** It was checked before for this job, as far as its name says. */
  use: Schema["FeatureUse"] | undefined;
  first: boolean;
  send: (file: File) => void;
};

export function Upload({ use, first, send }: Props) {
  const online = useOnline();
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const choose = (chosen: File | undefined) => {
    if (!chosen) return;
    const refused = refusal(chosen);
    setWrong(refused);
    setFile(refused === null ? chosen : null);
  };
  return (
    <section className="stack g3" aria-labelledby="upload">
      <h2 id="upload">{first ? "Check your résumé for this job" : "Try another version"}</h2>
      {use?.remaining === 0 && (
        <Note tone="look" title={`${allowance(use, "résumé check").said}.`}>
          <p>
            Reports you have stay readable. <Link href={paths.plan()}>See plan and usage</Link>
          </p>
        </Note>
      )}
      <Drop chosen={file} wrong={wrong} choose={choose} />
      {file && (
        <button className="btn go wide" type="button" disabled={!online} onClick={() => send(file)}>
          Check this résumé
        </button>
      )}
      <p className="tiny dim">
        {!online && "You are offline; the check needs a connection. "}
        {file && "Counts as one résumé check, unless the same file was checked for this job before. "}
        {use && use.remaining !== 0 && left(use)}
      </p>
    </section>
  );
}

function left({ limit, remaining }: Schema["FeatureUse"]): string {
  if (limit === null || remaining === null) return "Your plan has résumé checks without a limit.";
  return `${remaining} of ${limit} checks left.`;
}

type DropProps = { chosen: File | null; wrong: string | null; choose: (file: File | undefined) => void };

/** The whole field takes a file that is dropped, and opens the chooser. */
function Drop({ chosen, wrong, choose }: DropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={over ? "drop over-it" : "drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        className="vh"
        ref={input}
        id={id}
        type="file"
        accept={ACCEPT}
        tabIndex={-1}
        aria-hidden="true"
        onChange={({ currentTarget }) => {
          choose(currentTarget.files?.[0]);
          // The same file may be chosen again after it was changed.
          currentTarget.value = "";
        }}
      />
      <button
        className="btn wide"
        type="button"
        aria-describedby={`${id}-hint${wrong ? ` ${id}-error` : ""}`}
        onClick={() => input.current?.click()}
      >
        <Icon name="file" />
        {chosen ? "Choose another file" : "Choose a file"}
      </button>
      <p role="status" className="small">
        {chosen && (
          <>
            <strong>{chosen.name}</strong>, {fileSize(chosen.size)}
          </>
        )}
      </p>
      <p className="hint" id={`${id}-hint`}>
        Or drop it here. PDF, Word or text, up to 4 MB. Its text is kept with the report, the file is not.
      </p>
      {wrong && (
        <p className="err" id={`${id}-error`} role="alert">
          <Icon name="warning" />
          {wrong}
        </p>
      )}
    </div>
  );
}
