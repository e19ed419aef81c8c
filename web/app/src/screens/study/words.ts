// Study plan in words.

import { count } from "../../parts/dates.ts";
import type { Schema } from "../../queries/api.ts";

export function daysLeft(days: number | null): string {
  if (days === null) return "No day is set: this is a week of practice.";
  if (days === 0) return "Today is the day. You need nothing more from here.";
  return `${count(days, "day")} left.`;
}

type Task = Schema["PlanTask"];
export type TaskLine = { key: string; task: Task; often: number; minutes: number };

const LABELS: Record<Task["kind"], string> = {
  review: "Review",
  new: "New question",
  mock: "Rehearse the interview",
  "last-look": "Last look",
};

/** Reviews and last looks of a day are one line each: which questions they are, the day itself tells. */
export function taskLines(tasks: readonly Task[]): TaskLine[] {
  const lines = new Map<string, TaskLine>();
  for (const task of tasks) {
    const key = task.kind === "new" ? `new ${task.topic ?? ""} ${task.difficulty ?? ""}` : task.kind;
    const line = lines.get(key) ?? { key, task, often: 0, minutes: 0 };
    lines.set(key, { ...line, often: line.often + 1, minutes: line.minutes + task.minutes });
  }
  return [...lines.values()];
}

export function taskTitle({ task, often }: TaskLine): string {
  if (task.kind === "review") return `Review ${count(often, "question")}`;
  if (task.kind === "last-look") return `A last look at ${count(often, "answer")}`;
  const times = often > 1 ? `${often} × ` : "";
  const about = task.kind === "new" && task.topic ? ` about ${task.topic}` : "";
  const level = task.kind === "new" && task.difficulty ? `, ${task.difficulty}` : "";
  return times + LABELS[task.kind] + about + level;
}
