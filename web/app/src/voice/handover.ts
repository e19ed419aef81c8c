// Handover of devices: the lobby has asked for the microphone by a tap, and the call goes on with the same one.

import type { Devices } from "./devices.ts";

export type Handover = { devices: Devices; manual: boolean };

let waiting: Handover | undefined;

export function handOver(handover: Handover): void {
  waiting?.devices.close();
  waiting = handover;
}

/** What the lobby has left for the call; once. */
export function takeOver(): Handover | undefined {
  const handover = waiting;
  waiting = undefined;
  return handover;
}
