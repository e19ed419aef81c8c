// Copy button: puts a text into the clipboard, and says so where it was pressed.

import { useState } from "react";
import { Icon } from "./Icon.tsx";

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false));
  return (
    <button className="btn quiet slim" type="button" onClick={() => void copy()}>
      <Icon name="copy" />
      {copied ? "Copied" : label}
    </button>
  );
}
