// Plan card: the day of the interview, and the way to what is to be done until then.

import { Link } from "wouter";
import { date, noon } from "../../parts/dates.ts";
import { Icon } from "../../parts/Icon.tsx";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";

export function PlanCard({ job: { id, interviewOn } }: { job: Schema["JobInfo"] }) {
  return (
    <section className="card stack g3" aria-labelledby="plan-card">
      <h2 id="plan-card">Study plan</h2>
      <p className="small dim">
        {interviewOn === null
          ? "A few minutes a day, until the day of your interview."
          : `Your interview is on ${date(noon(interviewOn))}.`}
      </p>
      <Link className="back fwd" href={paths.study(id)}>
        {interviewOn === null ? "Plan to a date" : "Open the plan"}
        <Icon name="forward" />
      </Link>
    </section>
  );
}
