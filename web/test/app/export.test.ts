// Export and deletion: the archive is one that unpackers read, spreadsheets compute nothing, pages run nothing.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 as crcOfNode } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Api } from "../../src/client.ts";
import { ratingsCsv } from "../../app/src/screens/data/archive.ts";
import { countsSentence } from "../../app/src/screens/data/counts.ts";
import { COUNTED_UP_TO, deleteAll, isConfirmed } from "../../app/src/screens/data/delete-all.ts";
import { gather, NOTHING, type Everything, type ExportedJob } from "../../app/src/screens/data/gather.ts";
import { readablePage } from "../../app/src/screens/data/readable-page.ts";
import { crc32, zip } from "../../app/src/screens/data/zip.ts";

const PYTHON = spawnSync("python3", ["--version"]).status === 0;
const time = "2026-11-28T10:00:00.000Z";
const job: ExportedJob = {
  id: "j",
  name: "Acme",
  title: null,
  interviewOn: null,
  experienceLevel: "senior",
  description: "Ad",
  createdAt: time,
  updatedAt: time,
  questions: [],
  analyses: [],
  interviews: [],
};
const answer = {
  id: "a",
  text: "So.",
  rating: 7,
  feedback: "Good",
  evidence: null,
  excluded: false,
  model: "m",
  createdAt: time,
};
const question = (text: string) => ({
  id: "q",
  jobInfoId: "j",
  text,
  difficulty: "easy" as const,
  topics: [],
  follows: null,
  model: "m",
  createdAt: time,
  answers: [answer],
});
const rated = { score: 7, summary: "s", feedback: [] };
const report = (sourceText: string | null): ExportedJob["analyses"][number] => ({
  id: "r",
  jobInfoId: "0",
  fileName: "ada.pdf",
  overallScore: 7,
  ats: rated,
  jobMatch: rated,
  writingAndFormatting: rated,
  keywordCoverage: rated,
  other: rated,
  keywords: { version: 1, source: "text", coverage: null, found: [], missing: [] },
  model: "m",
  createdAt: time,
  sourceText,
});
const use = { limit: null, used: 0, remaining: null };
const everything = (...jobs: ExportedJob[]): Everything => ({
  exportedAt: time,
  user: {
    id: "u",
    name: "Ada <b>",
    email: null,
    imageUrl: null,
    plan: "max",
    features: { questions: use, interviews: use, resumeAnalyses: use },
    timeZone: "UTC",
    dayStartsAt: 4,
    retention: 0.9,
    dailyMinutes: 30,
    createdAt: time,
    updatedAt: time,
  },
  jobs,
});

describe("ZIP archive", () => {
  test("its checksum is the one of zlib, for nothing and for all bytes", () => {
    for (const bytes of [new Uint8Array(), Uint8Array.from({ length: 1000 }, (_, index) => index * 7)]) {
      expect(crc32(bytes)).toBe(crcOfNode(bytes));
    }
  });

  test.skipIf(!PYTHON)("Python's unpacker finds nothing wrong, and the same names and texts", () => {
    const files = [
      { name: "darasa.json", content: "{}\n" },
      { name: "Prüfung/ü.txt", content: "é".repeat(70_000) },
      { name: "empty", content: "" },
    ];
    const path = join(mkdtempSync(join(tmpdir(), "zip-")), "a.zip");
    writeFileSync(path, zip(files, new Date(2026, 10, 28, 12, 30, 10)));
    const script = `import zipfile,json,sys
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(json.dumps([[i.filename, len(z.read(i).decode()), i.date_time] for i in z.infolist()]))`;
    const read: unknown = JSON.parse(execFileSync("python3", ["-c", script, path], { encoding: "utf8" }));
    const at = [2026, 11, 28, 12, 30, 10];
    expect(read).toEqual([
      ["darasa.json", 3, at],
      ["Prüfung/ü.txt", 70_000, at],
      ["empty", 0, at],
    ]);
  });
});

describe("ratings as CSV", () => {
  test("what a spreadsheet would compute stays a text, and quotes and lines stay in their cell", () => {
    const questions = [question('=HYPERLINK("x")'), question('Say "why",\nplease')];
    const csv = ratingsCsv(everything({ ...job, questions }));
    expect(csv.split("\r\n")).toEqual([
      "\uFEFFtime,kind,job,of,difficulty,rating",
      `${time},answer,Acme,"'=HYPERLINK(""x"")",easy,7`,
      `${time},answer,Acme,"Say ""why"",\nplease",easy,7`,
      "",
    ]);
  });
});

describe("readable page", () => {
  test("no word of a person becomes markup", () => {
    const name = "<script>alert(1)</script>";
    const page = readablePage(everything({ ...job, name, questions: [question("<img src=x>")] }));
    expect(page).not.toMatch(/<script|<img|<b>/);
    expect(page).toContain("&lt;img src=x&gt;");
  });

  test("a report has the text of its résumé, and no heading for one that has none", () => {
    const page = (text: string | null) => readablePage(everything({ ...job, analyses: [report(text)] }));
    expect(page("Ada <i>")).toContain("<h4>The text of the résumé</h4><pre>Ada &lt;i&gt;</pre>");
    expect(page(null)).not.toContain("The text of the résumé");
  });
});

const reply = (data: unknown, status = 200) => ({
  data,
  response: new Response(null, { status, headers: { "x-request-id": "r" } }),
});

/** An API with a job and a report, which answers `status` to whoever reads that. */
function withReport(status: number): Api {
  const { api } = fakeApi(1);
  const { sourceText, ...listed } = report("Ada");
  const GET = async (path: string, options: object) => {
    if (path === "/api/job-infos/{id}/analyses") return reply({ items: [listed], nextCursor: null });
    if (path.endsWith("{analysisId}")) return reply(status === 200 ? report("Ada") : undefined, status);
    return (api.GET as (...all: unknown[]) => unknown)(path, options);
  };
  return { ...api, GET } as unknown as Api;
}

/** An API with `jobs` jobs, which answers `status` to their deletion and counts the requests under way. */
function fakeApi(jobs: number, status: (id: string) => number = () => 204) {
  const seen = { most: 0, now: 0, deleted: [] as string[] };
  const answered = async (data: unknown, code = 200) => {
    seen.most = Math.max(seen.most, (seen.now += 1));
    await Promise.resolve();
    seen.now -= 1;
    return reply(data, code);
  };
  const list = Array.from({ length: jobs }, (_, index) => ({ ...job, id: String(index) }));
  const api = {
    GET: (path: string) => {
      const lists = { "/api/job-infos": list, "/api/questions": [{ id: "q", latestAnswer: null }] };
      const items = Object.entries(lists).find(([of]) => of === path)?.[1] ?? [];
      return answered(path === "/api/users/me" ? everything().user : { items, nextCursor: null });
    },
    DELETE: async (_: string, { params }: { params: { path: { id: string } } }) => {
      const code = status(params.path.id);
      if (code === 204) seen.deleted.push(params.path.id);
      return answered(undefined, code);
    },
  };
  return { api: api as unknown as Api, seen };
}

describe("reading everything", () => {
  test("four requests are under way at most, and the pages that are told add up", async () => {
    const { api, seen } = fakeApi(12);
    let last = { ...NOTHING, pages: 0, known: 0 };
    const all = await gather(api, new AbortController().signal, (reading) => (last = reading));
    expect(all.jobs).toHaveLength(12);
    expect(seen.most).toBe(4);
    expect(last).toEqual({ jobs: 12, questions: 12, answers: 0, interviews: 0, reports: 0, pages: 38, known: 38 });
  });

  test("each report is read with its text; one that is gone by then is kept without it", async () => {
    const texts = async (status: number) => {
      const all = await gather(withReport(status), new AbortController().signal, () => {});
      return all.jobs[0]?.analyses.map(({ id, sourceText }) => [id, sourceText]);
    };
    expect(await texts(200)).toEqual([["r", "Ada"]]);
    expect(await texts(404)).toEqual([["r", null]]);
    await expect(texts(403)).rejects.toThrow();
  });

  test("after a stop no request is sent", async () => {
    const { api, seen } = fakeApi(12);
    const stop = new AbortController();
    stop.abort();
    await expect(gather(api, stop.signal, () => {})).rejects.toThrow();
    expect(seen.most).toBe(0);
  });
});

describe("deleting everything", () => {
  test("the words have to match, in whatever case and with whatever spaces", () => {
    expect(["delete my data", " Delete  my data "].map(isConfirmed)).toEqual([true, true]);
    expect(["delete my dat", "delete my data!", ""].map(isConfirmed)).toEqual([false, false, false]);
  });

  test("up to so many jobs what hangs on them is counted, above it the jobs alone", async () => {
    const at = await deleteAll(fakeApi(COUNTED_UP_TO).api, new AbortController().signal, () => {});
    expect(at.counts).toEqual({ ...NOTHING, jobs: COUNTED_UP_TO, questions: COUNTED_UP_TO });
    expect(at).toMatchObject({ countedAll: true, requestId: "r" });
    const above = await deleteAll(fakeApi(COUNTED_UP_TO + 1).api, new AbortController().signal, () => {});
    expect(above).toMatchObject({ countedAll: false, counts: { ...NOTHING, jobs: COUNTED_UP_TO + 1 } });
  });

  test("a job that is gone already is no failure; another refusal ends it", async () => {
    const gone = fakeApi(2, (id) => (id === "0" ? 404 : 204));
    expect((await deleteAll(gone.api, new AbortController().signal, () => {})).counts.jobs).toBe(2);
    const refused = fakeApi(2, () => 403);
    await expect(deleteAll(refused.api, new AbortController().signal, () => {})).rejects.toThrow();
    expect(refused.seen.deleted).toEqual([]);
  });
});

test("counts leave out what there is none of", () => {
  const some = { ...NOTHING, jobs: 1, questions: 24, interviews: 2 };
  expect(countsSentence(some)).toBe("1 job, 24 questions, 2 interviews");
  expect(countsSentence(NOTHING)).toBe("no job");
});
