// Study plan: what to do on each day until the interview, the day itself, and the feed for a calendar.

import "../look/marks.css";
import { useQuery } from "@tanstack/react-query";
import { Loaded } from "../parts/Loading.tsx";
import { Screen } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import { useJob, useReads } from "../queries/queries.ts";
import { Calendar } from "./study/Calendar.tsx";
import { InterviewDay } from "./study/InterviewDay.tsx";
import { StudyDays } from "./study/StudyDays.tsx";
import { daysLeft } from "./study/words.ts";

export default function Study({ job: id }: { job: string }) {
  const job = useJob(id);
  const plan = useQuery(useReads().plan(id));
  const named = job.data?.job;
  const back = { href: paths.job(id), label: named?.title ?? named?.name ?? "The job" };
  return (
    <Screen title="Plan to your interview" back={back} lead={plan.data && daysLeft(plan.data.daysLeft)}>
      <div className="cols aside">
        <div className="stack g5">
          <Loaded of={plan} what="the plan">
            {(data) => <StudyDays plan={data} job={id} />}
          </Loaded>
        </div>
        <aside className="stack g5" aria-label="Day and calendar">
          {job.data && <InterviewDay key={job.data.job.interviewOn} versioned={job.data} today={plan.data?.today} />}
          <Calendar />
        </aside>
      </div>
    </Screen>
  );
}
