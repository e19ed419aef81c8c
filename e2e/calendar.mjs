// Calendar feed of the study plan, opened by two parsers that calendars and their servers use: ical.js (Thunderbird's) and node-ical.

import assert from "node:assert/strict";
import ICAL from "ical.js";
import nodeIcal from "node-ical";
import { cleanUp, darasa, dev } from "./dev.mjs";
import { check, main } from "./lib.mjs";

/** `2026-11-28`, so many days after another. */
const after = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

await main(async () => {
  const { url } = await dev();
  const headers = { authorization: `Bearer ${await darasa("token")}`, "content-type": "application/json" };
  const api = async (method, path, body) => {
    const reply = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${await reply.clone().text()}`);
    return reply.status === 204 ? undefined : reply.json();
  };
  await api("PATCH", "/api/users/me", { timeZone: "Pacific/Apia" });
  const job = await api("POST", "/api/job-infos", { name: "Acme ☕, \\ Ltd; \u{1F469}\u{1F3FD}‍\u{1F4BB}", experienceLevel: "senior", description: "Rust" });
  const { today } = await api("GET", `/api/job-infos/${job.id}/plan`);
  const interviewOn = after(today, 12);
  await api("PATCH", `/api/job-infos/${job.id}`, { interviewOn });
  const plan = await api("GET", `/api/job-infos/${job.id}/plan?days=31`);
  const busy = plan.days.filter(({ tasks }) => tasks.length > 0);
  const link = await api("POST", "/api/users/me/calendar", {});
  const reply = await fetch(link.url);
  const text = await reply.text();

  await check("a calendar needs no session, and learns of what changed by the tag", async () => {
    assert.equal(reply.headers.get("content-type"), "text/calendar; charset=utf-8");
    const again = await fetch(link.url, { headers: { "if-none-match": reply.headers.get("etag") } });
    assert.equal(again.status, 304);
    assert.equal(link.webcalUrl.replace("webcal:", "http:"), link.url);
  });

  await check("ical.js finds an event of a whole day for each day of the plan, and the interview", () => {
    const calendar = new ICAL.Component(ICAL.parse(text));
    assert.equal(calendar.getFirstPropertyValue("version"), "2.0");
    const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
    assert.ok(events.every(({ startDate, endDate }) => startDate.isDate && endDate.subtractDate(startDate).toSeconds() === 86_400));
    const days = events.filter(({ summary }) => summary.startsWith("Practise")).map(({ startDate }) => startDate.toString());
    assert.deepEqual(days.sort(), busy.map(({ day }) => day));
    const interviews = events.filter(({ summary }) => summary === "Interview");
    assert.deepEqual(interviews.map(({ startDate }) => startDate.toString()), [interviewOn]);
    assert.equal(new Set(events.map(({ uid }) => uid)).size, events.length);
  });

  await check("node-ical reads the same, and nothing of the job", () => {
    const events = Object.values(nodeIcal.sync.parseICS(text)).filter(({ type }) => type === "VEVENT");
    assert.equal(events.length, busy.length + 1);
    assert.ok(events.every(({ datetype, transparency }) => datetype === "date" && transparency === "TRANSPARENT"));
    const first = events.find(({ summary }) => summary.startsWith("Practise"));
    assert.match(first.summary, /^Practise \d+ min: \d+ \w+/);
    assert.ok(!text.includes("Acme"));
  });

  await check("an address that was withdrawn leads nowhere", async () => {
    await api("DELETE", "/api/users/me/calendar");
    assert.equal((await fetch(link.url)).status, 404);
  });
}, cleanUp);
