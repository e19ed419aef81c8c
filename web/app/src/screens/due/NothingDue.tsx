// Nothing is due: what comes next, and when.

import { Link } from "wouter";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { nextOnes } from "./words.ts";

export function NothingDue({ counts, job }: { counts: Schema["DueCounts"]; job: string | null }) {
  const next = nextOnes(counts);
  return (
    <section className="board stack" aria-labelledby="nothing-due">
      <h2 className="say" id="nothing-due">
        {next === null ? "Nothing to review yet." : "Nothing is due today."}
      </h2>
      <p className="over">{next ?? "Answer a question, and it comes back here before you forget it."}</p>
      <div>
        <Link className="btn go" href={job === null ? paths.home() : paths.job(job)}>
          {job === null ? "See your jobs" : "Back to the job"}
        </Link>
      </div>
    </section>
  );
}
