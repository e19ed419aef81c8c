// Dates and numbers in the reader's own language.

const DAY_MS = 24 * 3_600_000;
const UNITS = [
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** "20 minutes ago"; beyond a week the date. */
export function ago(time: string | number, now = Date.now()): string {
  const passed = now - new Date(time).getTime();
  if (passed > 7 * DAY_MS) return date(time, now);
  const unit = UNITS.find(([, length]) => passed >= length);
  return unit ? relative.format(-Math.floor(passed / unit[1]), unit[0]) : "just now";
}

/** The year is said where it is another one. */
export function date(time: string | number, now = Date.now()): string {
  const then = new Date(time);
  return (then.getFullYear() === new Date(now).getFullYear() ? day : dayOfYear).format(then);
}

export function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? noun : nouns}`;
}

export function words(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

/** For the margin and the axes of charts: "today", or "24 Nov". */
export function shortDate(time: string | number, now = Date.now()): string {
  return dayKey(time) === dayKey(now) ? "today" : shortDay.format(new Date(time));
}

export function timeOfDay(time: string | number): string {
  return clock.format(new Date(time));
}

/** The day where the reader is, as "2026-11-28": the same for all that happened on it. */
export function dayKey(time: string | number): string {
  const then = new Date(time);
  const parts = [then.getFullYear(), then.getMonth() + 1, then.getDate()];
  return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** A day of the API, "2026-11-28", as a time that is on it wherever the reader is. */
export function noon(day: string): string {
  return `${day}T12:00`;
}
