// Merge of two versions of a job: by field, against the version that both were made from.

import { FIELDS, type JobField, type JobText } from "./job-text.ts";

/** What was changed of it: all that is sent. */
export function changes(before: JobText, after: JobText): Partial<JobText> {
  const changed = FIELDS.filter((field) => after[field] !== before[field]);
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}

export type Merged = {
  /** Mine where I changed it; else theirs. Nothing of mine is lost by it. */
  text: JobText;
  /** Where the two versions differ, so that both are to be seen. */
  differing: JobField[];
};

export function merge(base: JobText, mine: JobText, theirs: JobText): Merged {
  const differing = FIELDS.filter((field) => mine[field] !== theirs[field]);
  const taken = differing.filter((field) => mine[field] === base[field]);
  return { text: { ...mine, ...Object.fromEntries(taken.map((field) => [field, theirs[field]])) }, differing };
}
