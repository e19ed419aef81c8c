// Readable page of an export: everything in one HTML file that opens anywhere and loads nothing.

import { date } from "../../parts/dates.ts";
import { CATEGORIES } from "../resume/categories.ts";
import type { Everything, ExportedInterview, ExportedJob, ExportedQuestion } from "./gather.ts";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

const STYLE =
  ":root{color-scheme:light dark}" +
  "body{font:1rem/1.55 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}" +
  "pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;border-left:3px solid #74867d;padding-left:1rem}" +
  "section{border-top:1px solid #74867d;margin-top:2rem}summary{cursor:pointer;padding:.5rem 0}";

export function readablePage({ exportedAt, user, jobs }: Everything): string {
  const name = user.name ?? user.email ?? user.id;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>darasa: the data of ${escapeHtml(name)}</title><style>${STYLE}</style>
<h1>What darasa keeps of ${escapeHtml(name)}</h1>
<p>Read on ${date(exportedAt)}. <code>darasa.json</code> has the same for programs,
<code>ratings.csv</code> for spreadsheets.</p>
${jobs.map(job).join("\n")}
</html>
`;
}

function job(all: ExportedJob): string {
  const { name, title, experienceLevel, createdAt, description, questions, analyses, interviews } = all;
  const heading = title === null ? name : `${title}, ${name}`;
  return `<section><h2>${escapeHtml(heading)}</h2><p>${experienceLevel}, saved on ${date(createdAt)}</p>
${folded("The ad", text(description ?? ""))}
${questions.map(question).join("\n")}
${analyses.map(report).join("\n")}
${interviews.map(interview).join("\n")}</section>`;
}

function question({ text: asked, difficulty, createdAt, answers }: ExportedQuestion): string {
  const each = answers.map(({ createdAt, rating, text: answer, feedback }) => {
    const rated = rating === null ? "" : `, rated ${rating} of 10`;
    return `<h4>Your answer of ${date(createdAt)}${rated}</h4>${text(answer)}<h4>Feedback</h4>${text(feedback)}`;
  });
  return folded(`Question (${difficulty}) of ${date(createdAt)}`, text(asked) + each.join("\n"));
}

function interview({ kind, startedAt, createdAt, transcript, feedback }: ExportedInterview): string {
  const who = { candidate: "You", interviewer: "Interviewer" };
  const turns = transcript?.items.map(({ speaker, text }) => `${who[speaker]}: ${text}`);
  const said = turns ? text(turns.join("\n\n")) : "<p>Nothing was said.</p>";
  const judged = feedback === null ? "" : `<h4>Feedback</h4>${text(feedback)}`;
  const how = kind === "voice" ? "spoken" : "written";
  return folded(`Interview (${how}) of ${date(startedAt ?? createdAt)}`, said + judged);
}

function report(checked: ExportedJob["analyses"][number]): string {
  const { fileName, overallScore, sourceText } = checked;
  const read = sourceText === null ? "" : `<h4>The text of the résumé</h4>${text(sourceText)}`;
  return folded(`Résumé check: ${fileName}, ${overallScore} of 10`, text(remarks(checked)) + read);
}

function remarks(report: ExportedJob["analyses"][number]): string {
  const lines = CATEGORIES.map(({ key, title }) => {
    const { score, summary, feedback } = report[key];
    const each = feedback.map(({ name, message }) => `- ${name}: ${message}`);
    return [`${title}: ${score} of 10. ${summary}`, ...each].join("\n");
  });
  return lines.join("\n\n");
}

function folded(title: string, content: string): string {
  return `<details><summary>${escapeHtml(title)}</summary>${content}</details>`;
}

function text(content: string): string {
  return `<pre>${escapeHtml(content)}</pre>`;
}
