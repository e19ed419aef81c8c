// Being made: what the server is writing for this tab; it is stored even if the page is left.

import { Link } from "wouter";
import { Note } from "../../parts/Note.tsx";
import { MAKING_TITLES, makingPath } from "../../streams/making.ts";
import { useMaking } from "../../streams/use-making.ts";

export function BeingMade({ job }: { job: string }) {
  const making = useMaking().filter((one) => one.job === job);
  return making.map((one) => (
    <Note
      key={`${one.kind} ${one.of}`}
      icon="hourglass"
      title={MAKING_TITLES[one.kind]}
      actions={
        <Link className="btn slim" href={makingPath(one)}>
          Open it
        </Link>
      }
    >
      <p>It will be here, even if you leave.</p>
    </Note>
  ));
}
