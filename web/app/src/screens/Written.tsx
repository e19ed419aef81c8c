// Written: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Written({ job, interview }: { job: string; interview: string }) {
  return (
    <Screen title="Written">
      <p data-of={`${job} ${interview}`}>Being built.</p>
    </Screen>
  );
}
