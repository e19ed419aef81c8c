// Frame of a call: heading and time above, the rest below.

import type { ReactNode } from "react";
import { useHeading } from "../../parts/Screen.tsx";

type Props = { jobTitle: string | undefined; aside?: ReactNode; children: ReactNode };

export function Frame({ jobTitle, aside, children }: Props) {
  const heading = useHeading("Interview");
  return (
    <div className="call board">
      <header>
        <div>
          <h1 ref={heading} tabIndex={-1}>
            Interview
          </h1>
          <p>{jobTitle}</p>
        </div>
        {aside}
      </header>
      {children}
    </div>
  );
}
