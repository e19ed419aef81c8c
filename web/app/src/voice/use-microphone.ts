// Microphone of a page: opened by a tap, or by itself where that was allowed before; given back with the page.

import { useCallback, useEffect, useRef, useState } from "react";
import { DeviceError, type DeviceProblem, Devices, microphonePermission } from "./devices.ts";

export type Microphone = {
  state: "off" | "asking" | "on";
  devices: Devices | undefined;
  problem: DeviceProblem | undefined;
  /** Undefined: there is none now, and `problem` says why. */
  open(): Promise<Devices | undefined>;
  /** It goes on elsewhere, and is not given back with this page. */
  keep(): void;
};

export function useMicrophone({ automatic = false } = {}): Microphone {
  const [state, setState] = useState<Microphone["state"]>("off");
  const [problem, setProblem] = useState<DeviceProblem>();
  const [devices, setDevices] = useState<Devices>();
  const held = useRef<Devices | undefined>(undefined);
  const gone = useRef(false);

  const open = useCallback(async () => {
    setState("asking");
    setProblem(undefined);
    held.current?.close();
    try {
      const opened = await Devices.open();
      if (gone.current) opened.close();
      held.current = opened;
      opened.events.changed = () => {
        if (opened.lost) fail("none");
      };
      setDevices(opened);
      setState("on");
      return opened;
    } catch (error) {
      fail(error instanceof DeviceError ? error.problem : "unsupported");
      return undefined;
    }

    function fail(reason: DeviceProblem): void {
      held.current?.close();
      held.current = undefined;
      setDevices(undefined);
      setProblem(reason);
      setState("off");
    }
  }, []);

  useEffect(() => {
    gone.current = false;
    const openIfAllowed = async () => {
      if ((await allowedAlready()) && !gone.current) await open();
    };
    if (automatic) void openIfAllowed();
    return () => {
      gone.current = true;
      held.current?.close();
    };
  }, [automatic, open]);

  return { state, devices, problem, open, keep: () => (held.current = undefined) };
}

/** Nobody is asked then, and sound may be played: the page was tapped before. */
async function allowedAlready(): Promise<boolean> {
  if (!navigator.userActivation?.hasBeenActive) return false;
  return (await microphonePermission()) === "granted";
}
