// Problem notes: an error of the API as a sentence, the one useful action, and the request's number to copy.

import type { ReactNode } from "react";
import { Link } from "wouter";
import { ApiError } from "../../../src/client.ts";
import { paths } from "../paths.ts";
import { CopyButton } from "./CopyButton.tsx";
import { Note, type Tone } from "./Note.tsx";

type Props = { error: Error; title: string; retry?: (() => void) | undefined; children?: ReactNode };

/** Codes that say "wait" or "not with this plan", and not that something failed. */
const NO_FAILURES = ["RATE_LIMIT", "PLAN_LIMIT", "unavailable", "read-only", "in-progress"];

export function ProblemNote({ error, title, retry, children }: Props) {
  const problem = error instanceof ApiError ? error.problem : null;
  const tone: Tone = problem && NO_FAILURES.includes(problem.code) ? "look" : "stop";
  const actions = (
    <>
      {retry && (
        <button className="btn slim" type="button" onClick={retry}>
          Try again
        </button>
      )}
      {problem?.code === "PLAN_LIMIT" && (
        <Link className="btn slim" href={paths.plan()}>
          See plan and usage
        </Link>
      )}
      {problem?.requestId && (
        <>
          <CopyButton text={problem.requestId} label="Copy request number" />
          <code className="tiny">{problem.requestId}</code>
        </>
      )}
    </>
  );
  return (
    <Note tone={tone} title={title} actions={actions} live>
      <p>{sentence(error)}</p>
      {problem?.errors && (
        <ul>
          {problem.errors.map(({ pointer, detail }) => (
            <li key={pointer}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {children}
    </Note>
  );
}

/** `fetch` says nothing that helps when the server was not reached. */
export function sentence(error: Error): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return "darasa could not be reached. Look at your connection, then try again.";
  return error.message;
}
