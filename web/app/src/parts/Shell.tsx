// Shell: sign, navigation (below on a phone, at the side on a laptop), what is said when the connection is gone.

import { useLayoutEffect, useSyncExternalStore, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { paths } from "../paths.ts";
import { useJobs, useMe } from "../queries/queries.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { Note } from "./Note.tsx";

const TABS: readonly { href: string; label: string; icon: IconName }[] = [
  { href: paths.home(), label: "Home", icon: "home" },
  { href: paths.due(), label: "Review", icon: "again" },
  { href: paths.progress(), label: "Progress", icon: "progress" },
  { href: paths.plan(), label: "Plan", icon: "plan" },
  { href: paths.data(), label: "Your data", icon: "data" },
];
/** As many jobs as the side column names; all of them are on the first screen. */
const JOBS_BESIDE = 6;

export function Brand() {
  return (
    <>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="9" />
        <path d="M13.5 8.5c4.5 2.8 7.7 6.8 7.7 10.8 0 2.9-2.8 4.2-12.2 4.2" />
        <circle cx="24.5" cy="8.5" r="1.9" />
      </svg>
      darasa
    </>
  );
}

export function Shell({ children }: { children: ReactNode }) {
  const [location] = useLocation();
  const online = useOnline();
  useLayoutEffect(() => scrollTo(0, 0), [location]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className="app">
        <header className="side">
          <Link className="brand" href={paths.home()}>
            <Brand />
          </Link>
          <nav className="tabs" aria-label="Main">
            <ul>
              {TABS.map(({ href, label, icon }) => (
                <li key={href}>
                  <Link href={href} {...current(location, href)}>
                    <Icon name={icon} />
                    <span>{label}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
          <JobsBeside />
          <Account />
        </header>
        <main id="main" tabIndex={-1}>
          <div className="inner">
            {!online && (
              <Note title="You are offline.">
                <p>You can read, and go on writing. Send your answer when you are back.</p>
              </Note>
            )}
            {children}
          </div>
        </main>
      </div>
    </>
  );
}

/** Home is above the jobs: there it is marked as the way, not as the page. */
function current(location: string, href: string): { "aria-current"?: "page" | "true" } {
  if (location === href) return { "aria-current": "page" };
  return href === paths.home() && location.startsWith("/jobs/") ? { "aria-current": "true" } : {};
}

function JobsBeside() {
  const { data } = useJobs();
  const [location] = useLocation();
  const here = (job: string) => location === paths.job(job) || location.startsWith(`${paths.job(job)}/`);
  return (
    <nav className="side-jobs" aria-label="Your jobs">
      <h2>Your jobs</h2>
      {data?.slice(0, JOBS_BESIDE).map(({ id, title, name }) => (
        <Link key={id} href={paths.job(id)} {...(here(id) && { "aria-current": "true" as const })}>
          {title ?? name}
        </Link>
      ))}
      <Link className="add" href={`${paths.home()}#add`}>
        <Icon name="add" />
        Add a job
      </Link>
    </nav>
  );
}

function Account() {
  const { data } = useMe();
  const name = data?.name ?? data?.email ?? "You";
  return (
    <Link className="me" href={paths.settings()}>
      <span className="face" aria-hidden="true">
        {initials(name)}
      </span>
      <span className="vh">Settings of </span>
      <span className="name">
        {name}
        {data && <span className="tiny dim">{planName(data.plan)}</span>}
      </span>
    </Link>
  );
}

export function planName(plan: string): string {
  return `${plan.slice(0, 1).toUpperCase()}${plan.slice(1)} plan`;
}

function initials(name: string): string {
  const [first = "", ...others] = name.split(/\s+/);
  return (first.slice(0, 1) + (others.at(-1) ?? "").slice(0, 1)).toUpperCase();
}

export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine);
}

function subscribe(changed: () => void): () => void {
  addEventListener("online", changed);
  addEventListener("offline", changed);
  return () => {
    removeEventListener("online", changed);
    removeEventListener("offline", changed);
  };
}
