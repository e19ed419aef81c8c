// Call of the page: begun with its devices, shown as it goes, and left when the page is.

import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Call, type CallOptions } from "../../voice/call.ts";
import type { CallView } from "../../voice/call-view.ts";

export function useCall(options: CallOptions): { call: Call; view: CallView } {
  const [call] = useState(() => new Call(options));
  const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    // React's strict mode takes a page away and puts it back at once: that is no leaving.
    if (leaving.current === undefined) call.start();
    else clearTimeout(leaving.current);
    return () => {
      leaving.current = setTimeout(() => call.leave());
    };
  }, [call]);
  const view = useSyncExternalStore(call.shown.subscribe, () => call.shown.value);
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
