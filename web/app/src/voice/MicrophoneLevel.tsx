// Microphone level: strokes that follow the voice.

import { useEffect, useState } from "react";
import { Strokes } from "../parts/Strokes.tsx";
import type { Devices } from "./devices.ts";
import { strokes } from "./level.ts";

/** Often enough to be seen to follow, and seldom enough for a slow phone. */
const REFRESH_MS = 80;

/** The words beside it say what it is. */
export function MicrophoneLevel({ devices }: { devices: Devices | undefined }) {
  const level = useRefreshed(() => (devices ? strokes(devices.meter.level) : 0));
  return <Strokes value={level} />;
}

/** A number that is looked at again and again; the part is drawn anew when it has changed. */
function useRefreshed(read: () => number): number {
  const [value, setValue] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setValue(read()), REFRESH_MS);
    return () => clearInterval(timer);
  });
  return value;
}
