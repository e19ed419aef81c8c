// Lobby: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Lobby({ job }: { job: string }) {
  return (
    <Screen title="Lobby">
      <p data-job={job}>Being built.</p>
    </Screen>
  );
}
