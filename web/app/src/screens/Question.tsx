// Question: the screen is being built.

import { Screen } from "../parts/Screen.tsx";

export default function Question({ job, question }: { job: string; question: string }) {
  return (
    <Screen title="Question">
      <p data-of={`${job} ${question}`}>Being built.</p>
    </Screen>
  );
}
