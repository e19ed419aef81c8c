// Plan: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Plan() {
  return (
    <Screen title="Plan">
      <p>Being built.</p>
    </Screen>
  );
}
