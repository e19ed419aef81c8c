// Review queue: the questions that are due today, one at a time, judged by oneself; without AI and without a use.

import "../look/marks.css";
import "../look/question.css";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "wouter";
import { count } from "../parts/dates.ts";
import { Loaded } from "../parts/Loading.tsx";
import { useHeading } from "../parts/Screen.tsx";
import { paths } from "../paths.ts";
import { useReads } from "../queries/queries.ts";
import { DueCard } from "./due/DueCard.tsx";
import { NothingDue } from "./due/NothingDue.tsx";
import { SetAside } from "./due/SetAside.tsx";
import { useReviews } from "./due/use-reviews.ts";

export default function Due() {
  const job = new URLSearchParams(useSearch()).get("job");
  const due = useQuery(useReads().due(job));
  const reviews = useReviews(job);
  const heading = useHeading("Review");
  const first = due.data?.items[0];
  return (
    <div className="stack g5">
      <div className="head">
        <h1 ref={heading} tabIndex={-1}>
          Review
        </h1>
        <p className="dim">
          Questions you have answered come back when you are about to forget them. Judging yourself is free.
        </p>
      </div>
      <p className="small dim" role="status">
        {reviews.said ?? (due.data && first ? `${count(due.data.counts.due, "question")} due today.` : "")}
      </p>
      <Loaded of={due} what="what is due">
        {(data) =>
          first ? (
            <DueCard key={first.question.id} due={first} reviews={reviews} />
          ) : (
            <NothingDue counts={data.counts} job={job} />
          )
        }
      </Loaded>
      <SetAside job={job} reviews={reviews} />
      <p className="small dim">
        How often a question comes back, and when a day begins, is up to your{" "}
        <Link href={paths.settings()}>settings</Link>.
      </p>
    </div>
  );
}
