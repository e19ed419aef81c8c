// Written interview's screen: begins by a press, goes on turn by turn, and leads to the review when it is over.

import "../../look/conversation.css";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import { ApiError } from "../../../../src/client.ts";
import { paths } from "../../paths.ts";
import { Loaded } from "../../parts/Loading.tsx";
import { Note } from "../../parts/Note.tsx";
import { Screen } from "../../parts/Screen.tsx";
import type { Schema } from "../../queries/api.ts";
import { useJob, useReads } from "../../queries/queries.ts";
import { Talk } from "./Talk.tsx";

export function WrittenScreen({ job, interview }: { job: string; interview: string }) {
  const reads = useReads();
  const { data: read } = useJob(job);
  const found = useQuery(reads.interview(interview));
  const label = read ? (read.job.title ?? read.job.name) : "The job";
  return (
    <Screen title="Written interview" back={{ href: paths.job(job), label }}>
      {found.error instanceof ApiError && found.error.is("not-found") ? (
        <Elsewhere title="This interview is not here." href={paths.job(job)} label="Back to the job">
          It was deleted with its job, or belongs to somebody else.
        </Elsewhere>
      ) : (
        <Loaded of={found} what="the interview">
          {(interview) => <ByKind interview={interview} />}
        </Loaded>
      )}
    </Screen>
  );
}

function ByKind({ interview }: { interview: Schema["Interview"] }) {
  const { id, jobInfoId: job, kind, state } = interview;
  if (kind !== "voice") return <Talk interview={interview} />;
  const [href, label] =
    state === "finished" ? [paths.review(job, id), "See the review"] : [paths.spoken(job, id), "Go to it"];
  return (
    <Elsewhere title="This interview is spoken." href={href} label={label}>
      What begins with the voice is not written on.
    </Elsewhere>
  );
}

function Elsewhere({ title, href, label, children }: { title: string; href: string; label: string; children: string }) {
  const action = (
    <Link className="btn slim" href={href}>
      {label}
    </Link>
  );
  return (
    <Note tone="look" title={title} actions={action}>
      <p>{children}</p>
    </Note>
  );
}
