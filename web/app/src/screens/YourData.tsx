// YourData: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function YourData() {
  return (
    <Screen title="YourData">
      <p>Being built.</p>
    </Screen>
  );
}
