// Pick up where you left off: the one board of the page, with the newest unfinished thing or the next step.

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { ago, count } from "../../parts/dates.ts";
import { excerpt } from "../../parts/excerpt.ts";
import { heldAt, heldHow } from "../../parts/held.ts";
import { paths } from "../../paths.ts";
import type { Schema } from "../../queries/api.ts";
import { useReads } from "../../queries/queries.ts";
import { MAKING_TITLES, makingPath } from "../../streams/making.ts";
import { asideNames, nameOf, putAside, type Unfinished } from "./unfinished.ts";
import { useUnfinished } from "./use-unfinished.ts";

/** Characters of a question: it is recognised by its beginning. */
const LONGEST = 120;

type Jobs = readonly Schema["ListedJobInfo"][];

export function PickUp({ jobs }: { jobs: Jobs }) {
  const found = useUnfinished(jobs);
  const [aside, setAside] = useState(asideNames);
  if (found === null) return <Looking />;
  const thing = found.find((one) => !aside.includes(nameOf(one)));
  if (!thing) return <NextStep jobs={jobs} />;
  const notNow = () => {
    putAside(thing);
    setAside(asideNames());
  };
  const job = jobs.find(({ id }) => id === jobOf(thing));
  const { say, over, go, href, when } = told(thing, job ? (job.title ?? job.name) : undefined);
  return (
    <section className="board big stack pick-up" aria-labelledby="pick-up">
      <div className="line apart">
        <h2 id="pick-up" className="over">
          Pick up where you left off
        </h2>
        <span className="over">{when}</span>
      </div>
      <p className="say">{say}</p>
      <p className="over">{over}</p>
      <div className="acts">
        <Link className="btn go" href={href}>
          {go}
        </Link>
        <button className="btn" type="button" onClick={notNow}>
          Not now
        </button>
      </div>
    </section>
  );
}

function Looking() {
  return (
    <div className="board big stack pick-up" role="group" aria-busy="true" aria-label="Looking for what you left off">
      <span className="bone w1" />
      <p className="say" aria-hidden="true">
        <span className="bone w3" />
        <span className="bone w2" />
      </p>
      <span className="bone w2" />
    </div>
  );
}

function NextStep({ jobs: [newest] }: { jobs: Jobs }) {
  const due = useQuery(useReads().due(null)).data?.counts.due ?? 0;
  if (!newest) return null;
  if (due > 0) return <Reviews due={due} />;
  return (
    <section className="board big stack pick-up" aria-labelledby="next-step">
      <h2 id="next-step" className="over">
        Your next step
      </h2>
      <p className="say">Answer another question for {newest.title ?? newest.name}.</p>
      <p className="over">Easy, medium, hard, or as your last ratings ask: you choose each time.</p>
      <div className="acts">
        <Link className="btn go" href={paths.job(newest.id)}>
          Choose a level
        </Link>
      </div>
    </section>
  );
}

function Reviews({ due }: { due: number }) {
  return (
    <section className="board big stack pick-up" aria-labelledby="next-step">
      <h2 id="next-step" className="over">
        Your next step
      </h2>
      <p className="say">
        {count(due, "question")} {due === 1 ? "is" : "are"} due for review.
      </p>
      <p className="over">
        You answered {due === 1 ? "it" : "them"} before. Judging yourself takes minutes, and is free.
      </p>
      <div className="acts">
        <Link className="btn go" href={paths.due()}>
          Review
        </Link>
      </div>
    </section>
  );
}

function jobOf(thing: Unfinished): string {
  if (thing.kind === "making") return thing.making.job;
  return thing.kind === "answer" ? thing.question.jobInfoId : thing.interview.jobInfoId;
}

type Told = { say: string; over: string; go: string; href: string; when: string };

function told(thing: Unfinished, job: string | undefined): Told {
  if (thing.kind === "making") {
    return {
      say: MAKING_TITLES[thing.making.kind],
      over: `It will be here, even if you leave.${job === undefined ? "" : ` ${job}.`}`,
      go: "Open it",
      href: makingPath(thing.making),
      when: `Begun ${ago(thing.at)}`,
    };
  }
  const forJob = job === undefined ? "" : ` for ${job}`;
  if (thing.kind === "answer") {
    const { question, words, at } = thing;
    return {
      say: excerpt(question.text, LONGEST),
      over: `Your draft: ${count(words, "word")}, not marked yet.${job === undefined ? "" : ` ${job}.`}`,
      go: "Continue your answer",
      href: paths.question(question.jobInfoId, question.id),
      when: `Saved ${ago(at)}`,
    };
  }
  const { interview, at } = thing;
  if (thing.kind === "review") {
    return {
      say: `Your interview${forJob} is over. It has no marks yet.`,
      over: `${heldHow(interview)}, begun ${heldAt(interview)}. What you said is kept, and the marks are made from it.`,
      go: "See the marks",
      href: paths.review(interview.jobInfoId, interview.id),
      when: `Held ${ago(interview.finishedAt ?? at)}`,
    };
  }
  const spoken = interview.kind === "voice";
  return {
    say: `Your interview${forJob} is not finished.`,
    over: `${heldHow(interview)}, begun ${heldAt(interview)}. What was said is kept.`,
    go: "Continue the interview",
    href: (spoken ? paths.spoken : paths.written)(interview.jobInfoId, interview.id),
    when: ago(at),
  };
}
