// New job: the ad as a draft, what was guessed from it or corrected, and the key under which it is saved once.

import { useEffect, useState } from "react";
import { useDraft } from "../../drafts/use-draft.ts";
import { useUserId } from "../../session/SessionProvider.tsx";
import type { JobText } from "../job/job-text.ts";
import type { Guess } from "./guess.ts";

/** What the draft of an ad is of before there is a job. */
export const NEW_JOB = "new";

/** Corrections win over guesses, and outlive a reload, as the key does: it may have been sent already. */
type Kept = { key: string; corrected: Partial<JobText> };

export type NewJobForm = {
  text: JobText;
  /** The same, with the guess of what was pasted a moment ago. */
  complete: () => Promise<JobText>;
  key: string;
  saved: boolean | null;
  change: (changed: Partial<JobText>) => void;
  /** Another request from now on, for what was sent with the key before is something else. */
  renewKey: () => void;
  done: () => void;
};

export function useNewJob(): NewJobForm {
  const draft = useDraft("job", NEW_JOB);
  const place = `darasa.new-job.${useUserId()}`;
  const [kept, setKept] = useState(() => read(place));
  const guessed = useGuess(draft.text);
  const keep = (next: Kept) => {
    sessionStorage.setItem(place, JSON.stringify(next));
    setKept(next);
  };
  return {
    text: { ...guessed, interviewOn: "", ...kept.corrected, description: draft.text },
    complete: async () => ({
      ...(await guessOf(draft.text)),
      interviewOn: "",
      ...kept.corrected,
      description: draft.text,
    }),
    key: kept.key,
    saved: draft.saved,
    change({ description, ...corrected }) {
      if (description !== undefined) draft.change(description);
      // An ad that is taken out takes its corrections with it.
      if (description === "") keep({ ...kept, corrected: {} });
      else keep({ ...kept, corrected: { ...kept.corrected, ...corrected } });
    },
    renewKey: () => keep({ ...kept, key: crypto.randomUUID() }),
    done() {
      draft.done();
      keep(fresh());
    },
  };
}

const NO_GUESS: Guess = { title: "", name: "", experienceLevel: "mid-level" };

/** The rules come when there is an ad: the first screen does without them. */
async function guessOf(ad: string): Promise<Guess> {
  const { guess } = await import("./guess.ts");
  return guess(ad);
}

function useGuess(ad: string): Guess {
  const [guessed, setGuessed] = useState(NO_GUESS);
  useEffect(() => {
    let over = false;
    const set = (found: Guess) => {
      if (!over) setGuessed(found);
    };
    if (ad.trim() === "") set(NO_GUESS);
    // Offline the rules may not be there; then the fields are empty, and are filled in by hand.
    else guessOf(ad).then(set, () => set(NO_GUESS));
    return () => {
      over = true;
    };
  }, [ad]);
  return guessed;
}

function fresh(): Kept {
  return { key: crypto.randomUUID(), corrected: {} };
}

function read(place: string): Kept {
  const stored = sessionStorage.getItem(place);
  const kept = stored === null ? fresh() : (JSON.parse(stored) as Kept);
  // Kept before it is sent, else a reload in the middle would send it under another one.
  if (stored === null) sessionStorage.setItem(place, JSON.stringify(kept));
  return kept;
}
