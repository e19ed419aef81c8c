// Job: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Job({ job }: { job: string }) {
  return (
    <Screen title="Job">
      <p data-job={job}>Being built.</p>
    </Screen>
  );
}
