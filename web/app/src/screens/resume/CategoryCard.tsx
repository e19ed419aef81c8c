// Category cards of a report: they fill in where they stand, and never change their order.

import { Icon, type IconName } from "../../parts/Icon.tsx";
import { isWeak } from "../../parts/rating.ts";
import { Rating } from "../../parts/Strokes.tsx";
import type { PartialAnalysis } from "./use-resume-check.ts";
import { CATEGORIES, type CategoryKey } from "./categories.ts";

type PartialCategory = NonNullable<NonNullable<PartialAnalysis>[CategoryKey]>;
type PartialRemark = NonNullable<NonNullable<PartialCategory["feedback"]>[number]>;

/** `more`: what eyes take from the colour. */
type Kind = { label: string; more?: string; look: string; icon: IconName };

const KINDS: Record<string, Kind> = {
  strength: { label: "Strength", look: "found", icon: "check" },
  "minor-improvement": { label: "Minor", more: " improvement", look: "", icon: "edit" },
  "major-improvement": { label: "Major", more: " improvement", look: "look", icon: "warning" },
};

/** `arriving`: more may come; the last one that has begun is being written. */
export function CategoryCards({ analysis, arriving }: { analysis: PartialAnalysis; arriving: boolean }) {
  const begun = CATEGORIES.filter(({ key }) => analysis?.[key]);
  return (
    <>
      {begun.map(({ key, title }, index) => (
        <Card
          key={key}
          title={title}
          category={analysis?.[key] ?? {}}
          writing={arriving && index === begun.length - 1}
        />
      ))}
      {begun.length < CATEGORIES.length && (
        <div className="two">
          {CATEGORIES.filter(({ key }) => !analysis?.[key]).map(({ key, title }) => (
            <Waiting key={key} title={title} arriving={arriving} />
          ))}
        </div>
      )}
    </>
  );
}

type CardProps = { title: string; category: PartialCategory; writing: boolean };

function Card({ title, category: { score, summary, feedback }, writing }: CardProps) {
  const remarks = feedback?.flatMap((remark) => remark ?? []) ?? [];
  const weak = score !== undefined && isWeak(score);
  return (
    <section className={weak ? "card stack g3 weak" : "card stack g3"}>
      <div className="line apart">
        <h3>{title}</h3>
        {score !== undefined && <Rating value={score} />}
      </div>
      {summary !== undefined && (
        <p>
          <Plain text={summary} />
          {writing && remarks.length === 0 && <span className="caret" aria-hidden="true" />}
        </p>
      )}
      {remarks.length > 0 && (
        <ul className="stack g3 small">
          {remarks.map((remark, index) => (
            <Remark key={index} remark={remark} caret={writing && index === remarks.length - 1} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Remark({ remark: { type, name, message }, caret }: { remark: PartialRemark; caret: boolean }) {
  const kind = KINDS[type ?? ""];
  return (
    <li className="item">
      {kind ? (
        <span className={`chip ${kind.look}`}>
          <Icon name={kind.icon} />
          {kind.label}
          {kind.more && <span className="vh">{kind.more}</span>}
        </span>
      ) : (
        <span />
      )}
      <span>
        {name !== undefined && <strong className="block">{name}</strong>}
        {message !== undefined && <Plain text={message} />}
        {caret && <span className="caret" aria-hidden="true" />}
      </span>
    </li>
  );
}

/** What the model puts between backticks is code, not two stray marks. */
function Plain({ text }: { text: string }) {
  const parts = text.split(/`([^`\n]+)`/);
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

function Waiting({ title, arriving }: { title: string; arriving: boolean }) {
  return (
    <section className="card stack g1">
      <h3>{title}</h3>
      {arriving && (
        <>
          <span className="bone w3" />
          <span className="bone w1" />
        </>
      )}
      <p className="tiny dim">{arriving ? "Waiting its turn" : "Not seen yet"}</p>
    </section>
  );
}
