// Device problem note: why there is no microphone, and what helps.

import type { ReactNode } from "react";
import { Note } from "../parts/Note.tsx";
import type { DeviceProblem } from "./devices.ts";

const WORDS: Record<DeviceProblem, { title: string; help: string }> = {
  dismissed: { title: "The microphone was not allowed.", help: "Check again, and choose Allow when the browser asks." },
  denied: {
    title: "The microphone is blocked.",
    help: "Allow it with the icon left of the address, or in the settings of your device, then check again.",
  },
  none: { title: "No microphone found.", help: "Plug one in and check again, or hold the interview in writing." },
  busy: {
    title: "The microphone is in use.",
    help: "Close the program that uses it, such as another call, then check again.",
  },
  unsupported: {
    title: "This browser gives no microphone.",
    help: "Open darasa in a newer browser, or hold the interview in writing.",
  },
};

type Props = { problem: DeviceProblem; actions?: ReactNode; kept?: string };

export function DeviceProblemNote({ problem, actions, kept = "Nothing has been counted." }: Props) {
  const { title, help } = WORDS[problem];
  return (
    <Note tone="stop" icon="microphone" title={title} actions={actions} live>
      <p>
        {help} {kept}
      </p>
    </Note>
  );
}
