// Schema of a résumé's report as the hook checks it: the API's ResumeAnalysis.

import { jsonSchema, type JSONSchema7, type Schema as SdkSchema } from "ai";
import type { Schema } from "../../queries/api.ts";
import { CATEGORIES } from "./categories.ts";

type Analysis = Schema["ResumeAnalysis"];

const SCORE: JSONSchema7 = { type: "number", minimum: 0, maximum: 10 };
const REMARK: JSONSchema7 = {
  type: "object",
  required: ["type", "name", "message"],
  properties: {
    type: { enum: ["strength", "minor-improvement", "major-improvement"] },
    name: { type: "string" },
    message: { type: "string" },
  },
};
const CATEGORY: JSONSchema7 = {
  type: "object",
  required: ["score", "summary", "feedback"],
  properties: { score: SCORE, summary: { type: "string" }, feedback: { type: "array", items: REMARK } },
};
const KEYS = CATEGORIES.map(({ key }) => key);
const ANALYSIS: JSONSchema7 = {
  type: "object",
  required: ["overallScore", ...KEYS],
  properties: { overallScore: SCORE, ...Object.fromEntries(KEYS.map((key) => [key, CATEGORY])) },
};

/** Not by zod, whose second copy would be loaded with this screen. */
export const analysisSchema: SdkSchema<Analysis> = jsonSchema<Analysis>(ANALYSIS, {
  validate: (value) =>
    isAnalysis(value)
      ? { success: true, value }
      : { success: false, error: new TypeError("The report does not have all its parts.") },
});

export function isAnalysis(value: unknown): value is Analysis {
  return isRecord(value) && typeof value["overallScore"] === "number" && KEYS.every((key) => isCategory(value[key]));
}

function isCategory(value: unknown): boolean {
  if (!isRecord(value) || typeof value["score"] !== "number" || typeof value["summary"] !== "string") return false;
  const { feedback } = value;
  return Array.isArray(feedback) && feedback.every(isRemark);
}

function isRemark(value: unknown): boolean {
  return isRecord(value) && typeof value["message"] === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
