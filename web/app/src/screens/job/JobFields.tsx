// Fields of a job: title, company, level and ad, each with what is wrong with it.

import { Segments, TextArea, TextField } from "../../parts/Field.tsx";
import { LABELS, LEVELS, MOST, isLevel, length, type JobField, type JobText } from "./job-text.ts";

type Errors = Partial<Record<JobField, string | undefined>>;
type Props = { text: JobText; errors: Errors; change: (changed: Partial<JobText>) => void };

/** What is guessed from an ad, or corrected by hand. */
export function TitleCompanyLevel({ text, errors, change, hint }: Props & { hint?: string }) {
  return (
    <>
      <TitleField text={text} errors={errors} change={change} />
      <CompanyField text={text} errors={errors} change={change} hint={hint} />
      <LevelField text={text} errors={errors} change={change} />
    </>
  );
}

export function TitleField({ text, errors, change }: Props) {
  return (
    <TextField
      label={LABELS.title}
      name="title"
      value={text.title}
      error={errors.title}
      autoComplete="off"
      onChange={({ currentTarget }) => change({ title: currentTarget.value })}
    />
  );
}

export function CompanyField({ text, errors, change, hint }: Props & { hint?: string | undefined }) {
  return (
    <TextField
      label={LABELS.name}
      name="name"
      value={text.name}
      error={errors.name}
      hint={hint}
      autoComplete="off"
      onChange={({ currentTarget }) => change({ name: currentTarget.value })}
    />
  );
}

export function LevelField({ text, change }: Props) {
  return (
    <Segments
      legend={LABELS.experienceLevel}
      name="experienceLevel"
      choices={LEVELS}
      value={text.experienceLevel}
      onChange={(value) => {
        if (isLevel(value)) change({ experienceLevel: value });
      }}
    />
  );
}

export function DayField({ text, errors, change }: Props) {
  return (
    <TextField
      label={LABELS.interviewOn}
      name="interviewOn"
      type="date"
      value={text.interviewOn}
      error={errors.interviewOn}
      hint="The study plan leads to this day."
      onInput={({ currentTarget }) => change({ interviewOn: currentTarget.value })}
    />
  );
}

/** The count is shown where the limit is near: there is nothing to count in an ad that fits. */
const NEAR = 0.9;

type AdProps = Props & { label?: string; hint?: string | undefined; rows: number };

export function AdField({ text, errors, change, label, hint, rows }: AdProps) {
  const written = length(text.description);
  const near = written > MOST.description * NEAR;
  return (
    <TextArea
      label={label ?? LABELS.description}
      name="description"
      rows={rows}
      value={text.description}
      error={errors.description}
      hint={near ? `${written.toLocaleString()} of ${MOST.description.toLocaleString()} characters` : hint}
      onChange={({ currentTarget }) => change({ description: currentTarget.value })}
    />
  );
}
