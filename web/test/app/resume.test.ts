// Résumé: what is refused before it is sent, and what the difference between two reports is.

import { describe, expect, test } from "vitest";
import type { Schema } from "../../app/src/queries/api.ts";
import { ApiError } from "../../src/client.ts";
import { unreadable } from "../../app/src/screens/resume/CheckNote.tsx";
import { changeInWords, difference, reportOf } from "../../app/src/screens/resume/difference.ts";
import { MOST_BYTES, refusal } from "../../app/src/screens/resume/file-check.ts";
import { isCut } from "../../app/src/screens/resume/is-cut.ts";
import { isAnalysis } from "../../app/src/screens/resume/schema.ts";

const PDF = "application/pdf";
const of = (name: string, size = 1000, type = "") => refusal({ name, size, type });

describe("files", () => {
  test("PDF, Word and text are sent, by their ending or their type", () => {
    for (const name of ["a.pdf", "A.PDF", "a.docx", "a.doc", "a.rtf", "a.txt", "a.md", "résumé", "a.b.pdf"]) {
      expect(of(name), name).toBeNull();
    }
    expect(of("a.cv", 1000, "text/plain")).toBeNull();
    expect(of("a.download", 1000, PDF)).toBeNull();
  });

  test("pictures, sheets, pages and archives are not", () => {
    for (const [name, type] of [
      ["a.png", "image/png"],
      ["a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
      ["a.pages", ""],
      ["a.zip", "application/zip"],
      ["photo", "image/heic"],
    ] as const) {
      expect(of(name, 1000, type), name).toBe("PDF, Word or text, please.");
    }
  });

  test("the limit itself is sent, a byte more is not, and the size is said rounded up", () => {
    expect(of("a.pdf", MOST_BYTES - 1)).toBeNull();
    expect(of("a.pdf", MOST_BYTES)).toBeNull();
    expect(of("a.pdf", MOST_BYTES + 1)).toBe("This file is 4.1 MB; the limit is 4.");
    expect(of("a.pdf", 6.2 * 1024 * 1024)).toBe("This file is 6.2 MB; the limit is 4.");
  });

  test("nothing is refused as empty", () => {
    expect(of("a.pdf", 0)).toBe("This file is empty. Choose another one.");
    expect(of("a.pdf", 1)).toBeNull();
  });
});

test("a text as long as what is read of a file is only its beginning, and an emoji is one character of it", () => {
  const lengths = [1, 15_000, 59_989, 59_990, 60_000];
  expect(lengths.map((length) => isCut("é".repeat(length)))).toEqual([false, false, false, true, true]);
  expect(lengths.map((length) => isCut("🦀".repeat(length)))).toEqual([false, false, false, true, true]);
});

const category = (score: number): Schema["Category"] => ({ score, summary: `s${score}`, feedback: [] });
const term = (name: string): Schema["Term"] => ({ term: name, kind: "tool" });
const report = (overallScore: number, match: number, found: string[], missing: string[]): Schema["StoredAnalysis"] => ({
  id: String(overallScore),
  jobInfoId: "j",
  fileName: "a.pdf",
  overallScore,
  ats: category(8),
  jobMatch: category(match),
  writingAndFormatting: category(7),
  keywordCoverage: category(7),
  other: category(7),
  keywords: {
    version: 1,
    source: "text",
    coverage: 50,
    found: found.map((name) => ({ ...term(name), count: 1, places: [] })),
    missing: missing.map(term),
  },
  model: "m",
  createdAt: "2026-11-28T10:00:00.000Z",
});

describe("difference between two reports", () => {
  test("names what changed, and only that", () => {
    const { overall, categories, won, lost } = difference(
      report(7, 7, ["Rust", "go", "Docker"], ["Redis", "CI"]),
      report(6, 5, ["redis", "Docker"], ["rust", "Go"]),
    );
    expect(overall).toEqual({ title: "Overall", from: 6, to: 7 });
    expect(categories).toEqual([{ title: "Match with this job", from: 5, to: 7 }]);
    expect(won).toEqual(["Rust", "go"]);
    expect(lost).toEqual(["Redis"]);
  });

  test("a keyword that the other report does not know came with the ad, and is neither won nor lost", () => {
    const { won, lost } = difference(report(6, 6, ["New"], ["Newer"]), report(6, 6, [], []));
    expect([won, lost]).toEqual([[], []]);
  });

  test("is said in words", () => {
    const changes = [[6, 7], [7, 5], [6, 6.5], [6, 7.5], [6, 6]] as const;
    expect(changes.map(([from, to]) => changeInWords({ from, to }))).toEqual([
      "1 point up",
      "2 points down",
      "half a point up",
      "1.5 points up",
      "as before",
    ]);
  });

  test("a replayed object is found among the reports by its words", () => {
    const reports = [report(7, 7, [], []), report(6, 5, [], [])];
    const { id, jobInfoId, fileName, keywords, model, createdAt, ...analysis } = report(6, 5, [], []);
    expect(reportOf(analysis, reports)).toBe(reports[1]);
    expect(reportOf({ ...analysis, jobMatch: category(9) }, reports)).toBeUndefined();
  });
});

test("what is wrong with the résumé itself is told apart from what another try may mend", () => {
  const code = "bad-request" as const;
  const problem = { type: "about:blank", title: "t", status: 400, detail: "No", code, requestId: "r" };
  const failed = (errors?: { pointer: string; detail: string }[]) =>
    unreadable({ phase: "failed", error: new ApiError(errors ? { ...problem, errors } : problem, undefined) });
  expect(failed([{ pointer: "#/resumeFile", detail: "It has a password" }])).toBe("It has a password");
  expect(failed([{ pointer: "#/analysisId", detail: "It was not kept" }])).toBe("It was not kept");
  expect(failed([{ pointer: "#/jobInfoId", detail: "is required" }])).toBeNull();
  expect(failed()).toBeNull();
  expect(unreadable({ phase: "failed", error: new TypeError("Failed to fetch") })).toBeNull();
  expect(unreadable({ phase: "running" })).toBeNull();
});

test("the schema takes a whole report and refuses one that was cut", () => {
  const { id, jobInfoId, fileName, keywords, model, createdAt, ...analysis } = report(6, 5, [], []);
  expect(isAnalysis(analysis)).toBe(true);
  const { other, ...cut } = analysis;
  expect([cut, null, [], "text"].map(isAnalysis)).toEqual([false, false, false, false]);
});
