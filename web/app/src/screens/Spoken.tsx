// Spoken: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Spoken({ job, interview }: { job: string; interview: string }) {
  return (
    <Screen title="Spoken">
      <p data-of={`${job} ${interview}`}>Being built.</p>
    </Screen>
  );
}
