// Two versions of a job, side by side by field: either is taken with one press, or parts of each by hand.

import type { ReactNode } from "react";
import { Note } from "../../parts/Note.tsx";
import { AdField, CompanyField, DayField, LevelField, TitleField } from "./JobFields.tsx";
import { LABELS, LEVELS, type JobField, type JobText } from "./job-text.ts";

export type BothVersions = { mine: JobText; theirs: JobText; differing: readonly JobField[] };

type Errors = Partial<Record<JobField, string | undefined>>;
type Change = (changed: Partial<JobText>) => void;
type Props = { both: BothVersions; text: JobText; errors: Errors; change: Change };

export function Versions({ both, text, errors, change }: Props) {
  const control = { text, errors, change };
  return (
    <>
      <h2 tabIndex={-1}>Two versions</h2>
      <Note tone="look" title="This job was changed in another tab.">
        <p>Both versions are below; choose, or take parts of each. Nothing is saved until you press the button.</p>
      </Note>
      {both.differing.map((field) => (
        <section className="card stack" key={field} aria-label={`${LABELS[field]}: two versions`}>
          <div className="two">
            <Version title="Yours" field={field} of={both.mine} take={change} />
            <Version title="The other" field={field} of={both.theirs} take={change} />
          </div>
          <Control field={field} {...control} />
        </section>
      ))}
    </>
  );
}

type VersionProps = { title: string; field: JobField; of: JobText; take: Change };

function Version({ title, field, of, take }: VersionProps) {
  const said = field === "experienceLevel" ? LEVELS.find(({ value }) => value === of[field])?.label : of[field];
  return (
    <div className="stack g2">
      <h3>
        {title} <span className="vh">: {LABELS[field]}</span>
      </h3>
      <div className="version as-written small" tabIndex={0} role="group" aria-label={`${title}: ${LABELS[field]}`}>
        {said || <span className="dim">(empty)</span>}
      </div>
      <div className="line">
        <button className="btn slim" type="button" onClick={() => take({ [field]: of[field] })}>
          {title === "Yours" ? "Take yours" : "Take the other"}
        </button>
      </div>
    </div>
  );
}

function Control({ field, ...control }: { field: JobField; text: JobText; errors: Errors; change: Change }): ReactNode {
  switch (field) {
    case "title":
      return <TitleField {...control} />;
    case "name":
      return <CompanyField {...control} />;
    case "experienceLevel":
      return <LevelField {...control} />;
    case "interviewOn":
      return <DayField {...control} />;
    case "description":
      return <AdField {...control} rows={12} />;
  }
}
