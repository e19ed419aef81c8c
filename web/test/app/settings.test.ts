// Settings, tested: only what is another value now is sent, and every zone that may be chosen is offered.

import { expect, test } from "vitest";
import { changed, hourWords, retentionOf, RETENTIONS, zones } from "../../app/src/screens/settings/settings-text.ts";

const before = { timeZone: "Europe/Berlin", dayStartsAt: 4, retention: 0.9, dailyMinutes: 30 };
const text = { timeZone: "Europe/Berlin", dayStartsAt: "4", retention: "0.9", dailyMinutes: "30" };

test("What is as it was is not sent, and what is another value is sent as a number", () => {
  expect(changed(before, text)).toEqual({});
  expect(changed(before, { ...text, retention: "0.95", dayStartsAt: "0" })).toEqual({
    retention: 0.95,
    dayStartsAt: 0,
  });
  expect(changed(before, { ...text, timeZone: "Pacific/Apia" })).toEqual({ timeZone: "Pacific/Apia" });
});

test("The zone that is chosen is offered, also where this browser does not know it", () => {
  const all = zones.all("Mars/Olympus");
  expect(all).toEqual(expect.arrayContaining(["UTC", "Mars/Olympus", "Europe/Berlin", zones.here()]));
  expect(new Set(all).size).toBe(all.length);
});

test("Retention is told in words, also one that another page has set", () => {
  for (const { value, said } of RETENTIONS) expect(retentionOf(value)).toBe(said);
  expect(retentionOf("0.85")).toContain("85 times of a hundred");
  expect([0, 4].map(hourWords)).toEqual(["midnight", "4 in the morning"]);
});
