// Questions that were set aside, on whichever device, each to be brought back.

import { useQuery } from "@tanstack/react-query";
import { count } from "../../parts/dates.ts";
import { excerpt } from "../../parts/excerpt.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useReads } from "../../queries/queries.ts";
import type { Reviews } from "./use-reviews.ts";

const LONGEST = 100;

/** The newest of them; nothing where there are none, or where they cannot be read: what is due matters more. */
export function SetAside({ job, reviews }: { job: string | null; reviews: Reviews }) {
  const { data } = useQuery(useReads().suspended(job));
  if (!data || data.items.length === 0) return null;
  const more = data.nextCursor === null ? "" : "More than ";
  return (
    <details className="card">
      <summary>
        <Icon name="forward" />
        {more}
        {count(data.items.length, "question")} set aside
      </summary>
      <ul className="list">
        {data.items.map(({ id, text }) => (
          <li key={id} className="line apart aside-row">
            <span>{excerpt(text, LONGEST)}</span>
            <button className="btn slim" type="button" disabled={reviews.busy} onClick={() => reviews.bringBack(id)}>
              Bring it back
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
