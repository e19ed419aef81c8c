// Export, writing: one archive with everything as JSON, the ratings as CSV for spreadsheets, and a page to read.

import { dayKey } from "../../parts/dates.ts";
import { OVERALL, sections } from "../review/marks.ts";
import type { Everything, ExportedJob } from "./gather.ts";
import { readablePage } from "./readable-page.ts";
import { zip } from "./zip.ts";

export function archiveName(now: Date): string {
  return `darasa-${dayKey(now.getTime())}.zip`;
}

export function archive(everything: Everything, now: Date): Uint8Array<ArrayBuffer> {
  const files = [
    { name: "darasa.json", content: `${JSON.stringify(everything, null, 2)}\n` },
    { name: "ratings.csv", content: ratingsCsv(everything) },
    { name: "read-me-first.html", content: readablePage(everything) },
  ];
  return zip(files, now);
}

const COLUMNS = ["time", "kind", "job", "of", "difficulty", "rating"];
/** Without it spreadsheets take UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

/** All ratings, the oldest first; a feedback without a rating has an empty one. */
export function ratingsCsv({ jobs }: Everything): string {
  const rows = jobs.flatMap(ratings).sort((one, other) => (one[0] ?? "").localeCompare(other[0] ?? ""));
  return BYTE_ORDER_MARK + [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function ratings({ name, title, questions, analyses, interviews }: ExportedJob): string[][] {
  const job = title ?? name;
  const answered = questions.flatMap(({ text, difficulty, answers }) =>
    answers.map(({ createdAt, rating }) => [createdAt, "answer", job, text, difficulty, String(rating ?? "")]),
  );
  const checked = analyses.map(({ createdAt, fileName, overallScore }) => [
    createdAt,
    "résumé check",
    job,
    fileName,
    "",
    String(overallScore),
  ]);
  const held = interviews.flatMap(({ feedback, kind, startedAt, createdAt }) => {
    if (feedback === null) return [];
    const overall = sections(feedback).find((section) => section.title === OVERALL);
    return [[startedAt ?? createdAt, "interview", job, kind ?? "", "", String(overall?.rating ?? "")]];
  });
  return [...answered, ...checked, ...held];
}

/** RFC 4180; what a spreadsheet would compute is kept a text by an apostrophe. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
