// Button that needs the server: while the browser is offline, or while it is at work, it says so and does nothing.

import type { ComponentProps } from "react";
import { useOnline } from "./Shell.tsx";

type Props = ComponentProps<"button"> & { busy?: boolean; busyLabel?: string };

export function ServerButton({ busy = false, busyLabel, disabled = false, children, ...button }: Props) {
  const online = useOnline();
  return (
    <>
      <button type="button" {...button} disabled={disabled || busy || !online}>
        {busy ? (busyLabel ?? children) : children}
      </button>
      {!online && <span className="small dim">Works again when you are online.</span>}
    </>
  );
}
