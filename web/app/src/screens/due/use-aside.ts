// Questions set aside on this device: the API tells of no card that is suspended, so their ids are kept here.

import { useState } from "react";
import { useUserId } from "../../session/SessionProvider.tsx";

const KEPT = "darasa.set-aside";

export function useAside() {
  const key = `${KEPT}.${useUserId()}`;
  const [questions, setQuestions] = useState(() => JSON.parse(localStorage.getItem(key) ?? "[]") as string[]);
  const keep = (all: string[]) => {
    setQuestions(all);
    try {
      localStorage.setItem(key, JSON.stringify(all));
    } catch {
      // They stand there for this visit.
    }
  };
  return {
    questions,
    add: (id: string) => keep([id, ...questions.filter((other) => other !== id)]),
    remove: (id: string) => keep(questions.filter((other) => other !== id)),
  };
}
