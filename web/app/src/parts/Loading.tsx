// Loading: a skeleton that keeps the margin line, or the problem, or what was read.

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemNote } from "./ProblemNote.tsx";

const WIDTHS = ["w2", "w3", "w1", "w2"];

export function Skeleton({ label, rows = 3 }: { label: string; rows?: number }) {
  return (
    <div className="leaf" role="group" aria-busy="true" aria-label={label}>
      {Array.from({ length: rows }, (_, index) => (
        <div className={index === 0 ? "row" : "row rule"} key={index}>
          <div className="gut">
            <span className="bone w2" />
          </div>
          <div className="words">
            <span className={`bone ${WIDTHS[index % WIDTHS.length]}`} />
            <span className={`bone ${WIDTHS[(index + 1) % WIDTHS.length]}`} />
          </div>
        </div>
      ))}
    </div>
  );
}

type Props<T> = {
  of: UseQueryResult<T, Error>;
  /** What is loading, as in "your jobs". */
  what: string;
  rows?: number;
  children: (data: T) => ReactNode;
};

/** What was read stays there while it is read again, and when that fails. */
export function Loaded<T>({ of, what, rows = 3, children }: Props<T>) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) {
    return <ProblemNote error={of.error} title={`${capital(what)} could not be read.`} retry={() => void of.refetch()} />;
  }
  return <Skeleton label={`Loading ${what}`} rows={rows} />;
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
