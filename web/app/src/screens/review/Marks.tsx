// Marks on the page: the overall rating first, seven categories at a glance, then each in words; all as they arrive.

import { Link } from "wouter";
import { Icon } from "../../parts/Icon.tsx";
import type { TextMark } from "../../parts/markdown/leaves.ts";
import { Markdown } from "../../parts/Markdown.tsx";
import { isWeak, ratingWord } from "../../parts/rating.ts";
import { Ring } from "../../parts/Ring.tsx";
import { Mark, Strokes } from "../../parts/Strokes.tsx";
import { paths } from "../../paths.ts";
import { CATEGORIES, weakest, type Marks, type Section } from "./marks.ts";

type Title = (typeof CATEGORIES)[number];

/** What the page calls them, and what practises them: another question, or another interview. */
const SHOWN: Record<Title, { title: string; by: "question" | "interview" }> = {
  "Communication Clarity": { title: "Clarity", by: "question" },
  Confidence: { title: "Confidence", by: "interview" },
  "Response Quality": { title: "Quality of answers", by: "question" },
  "Pacing and Timing": { title: "Pacing", by: "interview" },
  Engagement: { title: "Engagement", by: "interview" },
  "Role Fit": { title: "Fit with the job", by: "question" },
  "Strengths and Improvements": { title: "Strengths and next steps", by: "question" },
};

/** `shade`: what is marked of their words; undefined until the transcript is there. */
type Props = { marks: Marks; arriving: boolean; shade: ((text: string) => readonly TextMark[]) | undefined };
const MISSING = "not in the transcript";

/** The same number for eyes that pass over it. */
export function Glance({ marks: { overall, categories }, arriving, shade }: Props) {
  return (
    <section className="card stack">
      {overall?.rating && <Ring value={overall.rating} what="Overall" />}
      {!overall && arriving && <span className="bone w2 title-bone" />}
      {overall && (
        <div className="stack g2">
          <h2>{overall.rating === null ? "Without an overall rating" : ratingWord(overall.rating)}</h2>
          <div className="prose">
            <Markdown
              text={overall.text}
              streaming={arriving && !categories[0]?.section}
              marks={shade}
              missing={MISSING}
            />
          </div>
        </div>
      )}
      <ul className="list">
        {categories.map(({ title, section }) => (
          <Category key={title} title={SHOWN[title].title} section={section} arriving={arriving} />
        ))}
      </ul>
      {arriving && <p className="small dim">Written as it is decided. You may leave; it will be kept.</p>}
    </section>
  );
}

function Category({ title, section, arriving }: { title: string; section: Section | undefined; arriving: boolean }) {
  const rating = section?.rating ?? null;
  return (
    <li className={rating !== null && isWeak(rating) ? "cat weak" : "cat"}>
      <span>{title}</span>
      {rating !== null && (
        <>
          <Strokes value={rating} label={`${rating} of 10, ${ratingWord(rating).toLowerCase()}`} />
          <b className="num" aria-hidden="true">
            {rating}
          </b>
        </>
      )}
      {rating === null && (arriving ? <span className="bone w3" /> : <span className="small dim">no rating</span>)}
    </li>
  );
}

export function InWords({ marks: { categories }, arriving, shade, job }: Props & { job: string }) {
  const begun = categories.flatMap(({ title, section }) => (section ? [{ title, section }] : []));
  if (begun.length === 0) return null;
  return (
    <section className="stack g3" aria-labelledby="in-words">
      <h2 id="in-words">The reasons for each mark</h2>
      <ul className="leaf">
        {begun.map(({ title, section }, index) => (
          <li className={index === 0 ? "row" : "row rule"} key={title}>
            <div className="gut">
              <Mark value={section.rating} small />
            </div>
            <div className="words">
              <h3>{SHOWN[title].title}</h3>
              <div className="prose">
                <Markdown
                  text={section.text}
                  level={4}
                  streaming={arriving && index === begun.length - 1}
                  marks={shade}
                  missing={MISSING}
                />
              </div>
              {section.rating !== null && isWeak(section.rating) && <Practise title={title} job={job} />}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** It leads to where a use is said before it is counted. */
function Practise({ title, job }: { title: Title; job: string }) {
  return (
    <p>
      <Link className="back fwd" href={practice(title, job)}>
        <PractiseThis title={title} />
        <Icon name="forward" />
      </Link>
    </p>
  );
}

function practice(title: Title, job: string): string {
  return SHOWN[title].by === "question" ? paths.newQuestion(job, "medium") : paths.lobby(job);
}

function PractiseThis({ title }: { title: Title }) {
  const { by, title: shown } = SHOWN[title];
  return (
    <span>
      Practise this {by === "question" ? "with a question" : "in another interview"}
      <span className="vh">: {shown}</span>
    </span>
  );
}

/** At the end of what there is to read. */
export function NextStep({ marks, job }: { marks: Marks; job: string }) {
  const lowest = weakest(marks);
  return (
    <section className="board big stack" aria-labelledby="next-step">
      <h2 id="next-step" className="over">
        Your next step
      </h2>
      <p className="say">
        {lowest
          ? `${SHOWN[lowest.title].title} has your lowest mark: ${lowest.rating} of 10.`
          : "Go on with another question."}
      </p>
      <div className="acts">
        {lowest && (
          <Link className="btn go" href={practice(lowest.title, job)}>
            <PractiseThis title={lowest.title} />
          </Link>
        )}
        <Link className={lowest ? "btn" : "btn go"} href={paths.job(job)}>
          Back to the job
        </Link>
      </div>
    </section>
  );
}
