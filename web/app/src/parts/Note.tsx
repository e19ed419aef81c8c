// Notes: what happened, what became of your words, and the one useful action, in place.

import type { ReactNode } from "react";
import { Icon, type IconName } from "./Icon.tsx";

export type Tone = "plain" | "look" | "stop" | "good";

type Props = { tone?: Tone; icon?: IconName; title: string; children?: ReactNode; actions?: ReactNode; live?: boolean };

const ICONS = { plain: "connection", look: "clock", stop: "warning", good: "check" } as const;

/** `live`: it is read aloud when it appears, as what answers something that was just done. */
export function Note({ tone = "plain", icon, title, children, actions, live = false }: Props) {
  const role = live ? { role: tone === "stop" ? "alert" : "status" } : {};
  return (
    <div className={tone === "plain" ? "note" : `note ${tone}`} {...role}>
      <Icon name={icon ?? ICONS[tone]} />
      <strong>{title}</strong>
      {children}
      {actions && <div className="line">{actions}</div>}
    </div>
  );
}
