// Form fields: label, control, hint, and the sentence of what is wrong, which stays until it is put right.

import { useId, type ComponentProps, type ReactNode } from "react";
import { Icon } from "./Icon.tsx";

type Common = { label: string; hint?: ReactNode; error?: string | undefined };

function Wrapped({ id, label, hint, error, children }: Common & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="err" id={`${id}-error`}>
          <Icon name="warning" />
          {error}
        </p>
      )}
    </div>
  );
}

function described(id: string, { hint, error }: Common) {
  const by = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { id, className: "in", ...(by && { "aria-describedby": by }), ...(error && { "aria-invalid": true }) };
}

export function TextField({ label, hint, error, ...input }: Common & ComponentProps<"input">) {
  const id = useId();
  return (
    <Wrapped id={id} label={label} hint={hint} error={error}>
      <input {...input} {...described(id, { label, hint, error })} />
    </Wrapped>
  );
}

export function TextArea({ label, hint, error, ...area }: Common & ComponentProps<"textarea">) {
  const id = useId();
  return (
    <Wrapped id={id} label={label} hint={hint} error={error}>
      <textarea {...area} {...described(id, { label, hint, error })} />
    </Wrapped>
  );
}

export function Select({ label, hint, error, children, ...select }: Common & ComponentProps<"select">) {
  const id = useId();
  return (
    <Wrapped id={id} label={label} hint={hint} error={error}>
      <select {...select} {...described(id, { label, hint, error })}>
        {children}
      </select>
    </Wrapped>
  );
}

type Choice = { value: string; label: string };
type SegmentsProps = { legend: string; name: string; choices: readonly Choice[]; value: string };

/** One of a few: radio buttons that look like one control. */
export function Segments({
  legend,
  name,
  choices,
  value,
  hidden = false,
  onChange,
}: SegmentsProps & { hidden?: boolean; onChange: (value: string) => void }) {
  return (
    <fieldset className="field">
      <legend className={hidden ? "vh" : ""}>{legend}</legend>
      <div className="seg">
        {choices.map((choice) => (
          <label key={choice.value}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
