// Copy button: puts a text into the clipboard, and says where it was pressed whether the browser did it.

import { useState } from "react";
import { Icon } from "./Icon.tsx";

type Props = { text: string; label: string; quiet?: boolean };

export function CopyButton({ text, label, quiet = true }: Props) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async () => {
    try {
      // On a page that is not served over TLS there is no clipboard at all.
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Your browser did not copy it");
    }
  };
  return (
    <button className={quiet ? "btn quiet slim" : "btn slim"} type="button" onClick={() => void copy()}>
      <Icon name="copy" />
      {said ?? label}
    </button>
  );
}
