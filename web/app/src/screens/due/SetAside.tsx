// Questions that were set aside on this device, each to be brought back.

import { useQuery } from "@tanstack/react-query";
import { count } from "../../parts/dates.ts";
import { excerpt } from "../../parts/excerpt.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useReads } from "../../queries/queries.ts";
import type { Reviews } from "./use-reviews.ts";

const LONGEST = 100;

export function SetAside({ reviews }: { reviews: Reviews }) {
  const { aside } = reviews;
  if (aside.length === 0) return null;
  return (
    <details className="card">
      <summary>
        <Icon name="forward" />
        {count(aside.length, "question")} set aside
      </summary>
      <ul className="list">
        {aside.map((id) => (
          <Row key={id} id={id} reviews={reviews} />
        ))}
      </ul>
    </details>
  );
}

function Row({ id, reviews }: { id: string; reviews: Reviews }) {
  const { data, isError } = useQuery(useReads().question(id));
  return (
    <li className="line apart aside-row">
      <span>{data ? excerpt(data.text, LONGEST) : isError ? "A question that could not be read" : "…"}</span>
      <button className="btn slim" type="button" disabled={reviews.busy} onClick={() => reviews.bringBack(id)}>
        Bring it back
      </button>
    </li>
  );
}
