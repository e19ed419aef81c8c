// Call of the page: begun with its devices, shown as it goes, and left when the page is.

import { useEffect, useState, useSyncExternalStore } from "react";
import { Call, type CallOptions, type CallView } from "../../voice/call.ts";

export type { CallView };

export function useCall(options: CallOptions): { call: Call; view: CallView } {
  const [call] = useState(() => new Call(options));
  useEffect(() => {
    call.start();
    return () => call.leave();
  }, [call]);
  const view = useSyncExternalStore(call.subscribe, () => call.view);
  return { call, view };
}

/** The screen stays on while it is spoken; where a browser cannot do that, nothing is lost. */
export function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let over = false;
    const ask = async () => {
      if (document.hidden || !("wakeLock" in navigator)) return;
      const given = await navigator.wakeLock.request("screen").catch(() => undefined);
      if (over) await given?.release();
      else lock = given;
    };
    const again = () => void ask();
    again();
    // It is lost whenever the page is hidden.
    document.addEventListener("visibilitychange", again);
    return () => {
      over = true;
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, []);
}
