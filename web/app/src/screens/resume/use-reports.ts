// Reports of a job, in use: which one is shown, what is being checked, and what was deleted.

import { useEffect, useState, type RefObject } from "react";
import { goTo } from "../../parts/go-to.ts";
import type { Schema } from "../../queries/api.ts";
import { isUnderWay } from "../../streams/generation-state.ts";
import { reportOf } from "./difference.ts";
import { useResumeCheck, type ResumeCheck, type ResumeSource } from "./use-resume-check.ts";

type Report = Schema["StoredAnalysis"];

/** A text that was sent by a press on the page of another job, until it is checked. */
export type Pressed = { source: ResumeSource | null };

export type Reports = {
  check: ResumeCheck;
  sent: ResumeSource | null;
  send: (source: ResumeSource, regenerate?: boolean) => void;
  shown: Report | undefined;
  show: (id: string) => void;
  /** The report that answered without a new check. */
  replayed: Report | undefined;
  /** What arrives is seen in the place of a report. */
  watching: boolean;
  deleted: Report | null;
  /** None while no report may be deleted. */
  forget: ((report: Report) => void) | undefined;
};

/** `place` is gone to when what was pressed there has gone. */
export function useReports(
  job: string,
  reports: Report[],
  pressed: Pressed,
  place: RefObject<HTMLElement | null>,
): Reports {
  const [chosen, setChosen] = useState<string | null>(null);
  const [sent, setSent] = useState<ResumeSource | null>(null);
  const [finished, setFinished] = useState<Schema["ResumeAnalysis"] | null>(null);
  const [forgotten, setForgotten] = useState<Report | null>(null);
  const check = useResumeCheck(job, (object) => {
    setFinished(object);
    setChosen(null);
  });
  const start = (source: ResumeSource, regenerate = false) => {
    setSent(source);
    setFinished(null);
    setForgotten(null);
    check.start({ source, regenerate, newest: reports[0] });
  };
  useEffect(() => {
    // Only what was pressed is sent, and once.
    const { source } = pressed;
    pressed.source = null;
    if (source) start(source);
  }, [pressed]);
  // It stays until the list is without it; its dialog goes then, which lets nothing else have the focus.
  const deleted = reports.some(({ id }) => id === forgotten?.id) ? null : forgotten;
  useEffect(() => {
    if (deleted) goTo(place.current);
  }, [deleted, place]);
  const { phase } = check.state;
  const underWay = isUnderWay(check.state);
  const replayed = phase === "done" && check.replayed && finished ? reportOf(finished, reports) : undefined;
  return {
    check,
    sent,
    send(source, regenerate) {
      // The button that was pressed is gone, and on a phone it stood below what comes now.
      goTo(place.current);
      start(source, regenerate);
    },
    shown: reports.find(({ id }) => id === chosen) ?? replayed ?? reports[0],
    show: setChosen,
    replayed,
    watching: chosen === null && (underWay || (phase !== "done" && check.object !== undefined)),
    deleted,
    // What is being made is told from what was the newest before: that one is left alone meanwhile.
    forget: underWay || phase === "stopped" ? undefined : setForgotten,
  };
}
