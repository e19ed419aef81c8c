// Marks on the page: the overall rating first, seven categories at a glance, then each in words; all as they arrive.

import { Link } from "wouter";
import { Icon } from "../../parts/Icon.tsx";
import { Markdown } from "../../parts/Markdown.tsx";
import { isWeak, ratingWord } from "../../parts/rating.ts";
import { Ring } from "../../parts/Ring.tsx";
import { Mark, Strokes } from "../../parts/Strokes.tsx";
import { paths } from "../../paths.ts";
import { CATEGORIES, type Marks, type Section } from "./marks.ts";

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

type Props = { marks: Marks; arriving: boolean };

/** The same number for eyes that pass over it. */
export function Glance({ marks: { overall, categories }, arriving }: Props) {
  return (
    <section className="card stack">
      {overall?.rating && <Ring value={overall.rating} what="Overall" />}
      {!overall && arriving && <span className="bone w2 title-bone" />}
      {overall && (
        <div className="stack g2">
          <h2>{overall.rating === null ? "Without an overall rating" : ratingWord(overall.rating)}</h2>
          <div className="prose">
            <Markdown text={overall.text} streaming={arriving && !categories[0]?.section} />
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

export function InWords({ marks: { categories }, arriving, job }: Props & { job: string }) {
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
                <Markdown text={section.text} level={4} streaming={arriving && index === begun.length - 1} />
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
  const { by, title: shown } = SHOWN[title];
  return (
    <p>
      <Link className="back fwd" href={by === "question" ? paths.job(job) : paths.lobby(job)}>
        Practise this {by === "question" ? "with a question" : "in another interview"}
        <span className="vh">: {shown}</span>
        <Icon name="forward" />
      </Link>
    </p>
  );
}
