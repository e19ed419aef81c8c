// Home: being built.

import { Screen } from "../parts/Screen.tsx";

export function Home() {
  return (
    <Screen title="Home">
      <p>Being built.</p>
    </Screen>
  );
}
