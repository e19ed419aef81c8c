// Review: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Review({ job, interview }: { job: string; interview: string }) {
  return (
    <Screen title="Review">
      <p data-of={`${job} ${interview}`}>Being built.</p>
    </Screen>
  );
}
