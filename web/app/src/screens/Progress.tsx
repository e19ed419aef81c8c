// Progress: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Progress() {
  return (
    <Screen title="Progress">
      <p>Being built.</p>
    </Screen>
  );
}
