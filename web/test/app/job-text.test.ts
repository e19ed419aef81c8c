// Text of a job: its limits, what the API says of a field, and two versions of one job.

import { expect, test } from "vitest";
import { MOST, newJob, refusals, wrong, type JobText } from "../../app/src/screens/job/job-text.ts";
import { changes, merge } from "../../app/src/screens/job/merge.ts";
import { ApiError } from "../../src/client.ts";

const BASE: JobText = {
  name: "Acme",
  title: "Engineer",
  experienceLevel: "senior",
  description: "Rust on Postgres",
  interviewOn: "",
};

test.each([
  ["a character below the limit", MOST.description - 1, false],
  ["at the limit", MOST.description, false],
  ["a character above it", MOST.description + 1, true],
])("an ad %s", (_, letters, isWrong) => {
  expect(wrong("description", "a".repeat(letters)) !== undefined).toBe(isWrong);
});

test("characters are counted as the API does: code points, without blanks at both ends", () => {
  expect(wrong("name", ` ${"😀".repeat(MOST.name)}\n`)).toBeUndefined();
  expect(wrong("name", "😀".repeat(MOST.name + 1))).toBe(
    "This has 256 characters; the limit is 255. Take out what the job does not need.",
  );
});

test("an ad of blanks is none, while a title and a company may be left out", () => {
  expect(wrong("description", " \n ")).toBe("Paste at least a sentence of the ad.");
  expect(wrong("title", "")).toBeUndefined();
  expect(wrong("name", "")).toBeUndefined();
});

test("a job without a company is called by its title, else by the first line of its ad", () => {
  expect(newJob({ ...BASE, name: " " })).toEqual({ ...BASE, name: "Engineer", interviewOn: null });
  const bare = newJob({ ...BASE, name: "", title: "", description: `\n${"x".repeat(300)}\nmore` });
  expect(bare).toMatchObject({ name: "x".repeat(MOST.name), title: null });
});

test("what the API says of a field stands beside it, the rest does not", () => {
  const problem = { type: "", title: "", status: 422, detail: "", code: "invalid" as const, requestId: "" };
  const errors = [
    { pointer: "#/name", detail: "must not be blank" },
    { pointer: "Idempotency-Key", detail: "is too long" },
    { pointer: "#/experienceLevel", detail: "must be one of: junior, mid-level, senior" },
  ];
  expect(refusals(new ApiError({ ...problem, errors }, undefined))).toEqual({ name: "Company must not be blank." });
  expect(refusals(new TypeError("no network"))).toEqual({});
  expect(refusals(null)).toEqual({});
});

test("only what was changed is sent", () => {
  expect(changes(BASE, { ...BASE, title: "Lead", description: "Go" })).toEqual({ title: "Lead", description: "Go" });
  expect(changes(BASE, { ...BASE, interviewOn: "2026-12-12" })).toEqual({ interviewOn: "2026-12-12" });
  expect(changes(BASE, BASE)).toEqual({});
});

test("what only I changed stays mine, what only they changed becomes theirs, what both changed stays mine", () => {
  const mine = { ...BASE, name: "Acme Ltd", description: "Mine" };
  const theirs = { ...BASE, title: "Lead", description: "Theirs" };
  expect(merge(BASE, mine, theirs)).toEqual({
    text: { ...BASE, name: "Acme Ltd", title: "Lead", description: "Mine" },
    differing: ["title", "name", "description"],
  });
});

test("two versions that say the same have nothing to show", () => {
  const both = { ...BASE, title: "Lead" };
  expect(merge(BASE, both, both)).toEqual({ text: both, differing: [] });
});
