// Interview card: prepare one, go on with one, and the reviews of those that were held.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { heldAt, heldHow } from "../../parts/held.ts";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useMe, useReads } from "../../queries/queries.ts";
import { allowance } from "./allowance.ts";

/** The others are behind a button. */
const SHOWN = 3;

export function InterviewCard({ job }: { job: string }) {
  const reads = useReads();
  const { data: me } = useMe();
  const { data: config } = useQuery(reads.config());
  const { data: interviews, isError } = useQuery(reads.interviews(job));
  const [all, setAll] = useState(false);
  const begun = (interviews ?? []).filter(({ state }) => state !== "created");
  const shown = all ? begun : begun.slice(0, SHOWN);
  const voice = config?.voice.provider !== "off";
  return (
    <section className="card stack g3" aria-labelledby="interview">
      <h2 id="interview">Interview</h2>
      <p className="small dim">
        A whole interview about this job, {voice ? "spoken or in writing" : "in writing"}.
        {me && ` ${allowance(me.features.interviews, "interview").said}.`}
      </p>
      <Link className="btn wide" href={paths.lobby(job)}>
        <Icon name={voice ? "microphone" : "keyboard"} />
        Prepare an interview
      </Link>
      {isError && <p className="small dim">Earlier interviews could not be read.</p>}
      {shown.map((interview) => (
        <Held key={interview.id} interview={interview} />
      ))}
      {begun.length > shown.length && (
        <button className="btn slim" type="button" onClick={() => setAll(true)}>
          Show all {begun.length}
        </button>
      )}
    </section>
  );
}

function Held({ interview }: { interview: Schema["Interview"] }) {
  const { id, jobInfoId, state, kind, feedback } = interview;
  const when = heldAt(interview);
  const spoken = kind === "voice";
  const href = state === "finished" ? paths.review : spoken ? paths.spoken : paths.written;
  const review = feedback === null ? `Get the marks of ${when}` : `Review of ${when}`;
  return (
    <Link className="back fwd" href={href(jobInfoId, id)}>
      <span>
        {state === "finished" ? review : `Continue, begun ${when}`}
        <span className="small dim block">{heldHow(interview)}</span>
      </span>
      <Icon name="forward" />
    </Link>
  );
}
