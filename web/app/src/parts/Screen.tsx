// Screen: title of the page, way back and heading, which has the focus after a change of the route.

import { useLayoutEffect, useRef, type ReactNode } from "react";
import { Link } from "wouter";
import { Icon } from "./Icon.tsx";

type Props = { title: string; back?: { href: string; label: string } | undefined; lead?: ReactNode; children: ReactNode };

/** The first screen of a visit takes no focus: the browser begins at the top of the page. */
let visited = false;

export function Screen({ title, back, lead, children }: Props) {
  const heading = useHeading(title);
  return (
    <>
      {back && (
        <Link className="back" href={back.href}>
          <Icon name="back" />
          {back.label}
        </Link>
      )}
      <div className="head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className="dim">{lead}</p>}
      </div>
      {children}
    </>
  );
}

/** For screens that are laid out in their own way: the `h1` takes the focus once, and names the page; both before it is seen, so that
 * no key is lost between. */
export function useHeading(title: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    document.title = `${title} · darasa`;
  }, [title]);
  useLayoutEffect(() => {
    if (visited) heading.current?.focus();
    visited = true;
  }, []);
  return heading;
}
