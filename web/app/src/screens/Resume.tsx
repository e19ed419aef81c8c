// Resume: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Resume({ job }: { job: string }) {
  return (
    <Screen title="Resume">
      <p data-job={job}>Being built.</p>
    </Screen>
  );
}
