// Categories of a résumé's report: their order, which never changes, and what the page calls them.

import type { Schema } from "../../queries/api.ts";

export type CategoryKey = Exclude<keyof Schema["ResumeAnalysis"], "overallScore">;

export const CATEGORIES: readonly { key: CategoryKey; title: string }[] = [
  { key: "ats", title: "Readable by machines" },
  { key: "jobMatch", title: "Match with this job" },
  { key: "writingAndFormatting", title: "Writing and layout" },
  { key: "keywordCoverage", title: "Keywords in context" },
  { key: "other", title: "Anything else" },
];
