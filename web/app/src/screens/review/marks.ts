// Marks of an interview: the rated sections of its feedback, read while they are being written.

export const CATEGORIES = [
  "Communication Clarity",
  "Confidence",
  "Response Quality",
  "Pacing and Timing",
  "Engagement",
  "Role Fit",
  "Strengths and Improvements",
] as const;
export const OVERALL = "Overall";

export type Section = { title: string; rating: number | null; text: string };

const HEADING = /^#{1,3}[ \t]+(.+?)[ \t]*(?:\([ \t]*Rating:[ \t]*(\d+(?:\.\d+)?)[ \t]*\/[ \t]*10[ \t]*\))?[ \t]*#*$/i;

/** A heading that has not arrived to its end is no section yet; words before the first one belong to none. */
export function sections(markdown: string, complete = true): Section[] {
  const lines = markdown.split("\n");
  const all: { title: string; rating: number | null; lines: string[] }[] = [];
  lines.forEach((line, index) => {
    const heading = HEADING.exec(line.trimEnd());
    if (!heading) all.at(-1)?.lines.push(line);
    else if (complete || index < lines.length - 1) {
      all.push({ title: heading[1] ?? "", rating: rating(heading[2]), lines: [] });
    }
  });
  return all.map(({ title, rating, lines }) => ({ title, rating, text: lines.join("\n").trim() }));
}

function rating(text: string | undefined): number | null {
  const number = Number(text);
  return text !== undefined && number >= 1 && number <= 10 ? number : null;
}

type Category = { title: (typeof CATEGORIES)[number]; section: Section | undefined };
export type Marks = { overall: Section | undefined; categories: Category[] };

/** The category with the lowest mark, the first of several; null where none has one. */
export function weakest({ categories }: Marks): { title: Category["title"]; rating: number } | null {
  const rated = categories.flatMap(({ title, section }) =>
    typeof section?.rating === "number" ? [{ title, rating: section.rating }] : [],
  );
  return rated.sort((one, other) => one.rating - other.rating)[0] ?? null;
}

/** All seven in their order, arrived or not; the model's spelling of a title may differ in its case. */
export function marks(markdown: string, complete = true): Marks {
  const all = sections(markdown, complete);
  const called = (title: string) => all.find((section) => section.title.toLowerCase() === title.toLowerCase());
  return { overall: called(OVERALL), categories: CATEGORIES.map((title) => ({ title, section: called(title) })) };
}
