// Guess of a job's title, company and level from its ad: rules over its first lines, no model, to be corrected.

import { MOST, type Level } from "../job/job-text.ts";

export type Guess = { title: string; name: string; experienceLevel: Level };

/** A title and a company stand at the top, or nowhere that a rule finds. */
const FIRST_LINES = 12;
const LONGEST_TITLE = 90;
const LONGEST_COMPANY = 60;
/** So many years of experience are asked of each level, at least. */
const SENIOR_YEARS = 5;
const MID_YEARS = 2;

const ROLES = `
  engineer, developer, programmer, manager, designer, analyst, scientist, architect, consultant, administrator,
  specialist, director, officer, coordinator, technician, accountant, assistant, associate, representative,
  researcher, recruiter, editor, writer, teacher, lecturer, nurse, physician, pharmacist, therapist, lawyer,
  paralegal, driver, operator, mechanic, electrician, planner, buyer, advisor, adviser, agent, head of, lead,
  intern, internship, trainee, apprentice, graduate, sre, devops, tester, controller, auditor, strategist,
  marketer, chef, cook, waiter, waitress, cashier, clerk, supervisor, owner, master, translator, journalist,
  producer, photographer, surveyor, carer, caretaker, secretary, receptionist, salesperson, seller
`;
const ROLE = new RegExp(`\\b(${ROLES.trim().split(/,\s+/).join("|")})s?\\b`, "i");
const JUNIOR = /\b(junior|jr|graduate|entry[- ]level|intern(ship)?|trainee|apprentice|working student)\b/i;
const SENIOR = /\b(senior|sr|staff|principal|lead|head of|director|architect)\b/i;
const LABELLED_TITLE = /^(?:job title|title|position|role|vacancy|job)\s*[:–-]\s*(.+)$/i;
const LABELLED_COMPANY = /^(?:company|employer|organi[sz]ation|about)\s*[:–-]\s*(.+)$/i;
const ABOUT = /^about\s+(?!us\b|the\b|you\b|this\b)(.+)$/i;
const HIRING =
  /^(.{2,60}?)\s+(?:is|are)\s+(?:now\s+)?(?:hiring|looking for|seeking|recruiting)\s+(?:(?:an?|our|the)\s+)?(.+)$/i;
const WANTED =
  /^(?:we(?:'|’| a)re\s+)?(?:hiring|looking for|wanted|now hiring|join us as)\s*:?\s+(?:(?:an?|our|the)\s+)?/i;
const AT = /^(.+?)\s+(?:at|@)\s+(.+)$/i;
const PARTS = /\s+[|·•–—-]\s+/;
/** A company named by what it does: "Nanga Freight moves parcels". */
const VERBS =
  "is are was makes builds moves runs helps provides develops offers designs operates sells carries delivers serves";
const NAME = "(?:[A-Z0-9][\\p{L}\\p{N}&.'’-]*)(?:\\s+(?:[A-Z0-9&][\\p{L}\\p{N}&.'’-]*|of|and)){0,4}";
const SUBJECT = new RegExp(`^(${NAME})\\s+(?:${VERBS.replaceAll(" ", "|")})\\s`, "u");
const NO_COMPANY = /^(we|you|the|this|our|it|that|these|they|as|in|your|i|there|what|who|here|join|about us|us)$/i;
const GENDERS = /\s*[([](?:[mfwdxh]\s*[/|]\s*){1,3}[mfwdxh][)\]]|\s*\((?:all genders|any gender)\)/gi;

export function guess(ad: string): Guess {
  const lines = ad.split("\n").map(clean).filter((line) => line !== "").slice(0, FIRST_LINES);
  const top = titleAndCompany(lines);
  return {
    title: fit(top.title.replaceAll(GENDERS, ""), MOST.title),
    name: fit(top.name || companyOf(lines), MOST.name),
    experienceLevel: levelOf(top.title, ad),
  };
}

/** Without the marks that Markdown and copied pages leave. */
function clean(line: string): string {
  return line.replaceAll(/[*_`#]+/g, " ").replace(/^[\s>•·–-]+/, "").replaceAll(/\s+/g, " ").trim();
}

function titleAndCompany(lines: string[]): { title: string; name: string } {
  const labelled = lines.map((line) => LABELLED_TITLE.exec(line)?.[1]).find((title) => title !== undefined);
  if (labelled !== undefined) return split(labelled);
  for (const line of lines) {
    const [, who = "", what = ""] = HIRING.exec(line) ?? [];
    if (what !== "" && ROLE.test(what)) return { title: upToSentence(what), name: isCompany(who) ? who : "" };
    if (isTitle(line)) return split(line.replace(WANTED, ""));
  }
  return { title: "", name: "" };
}

function isTitle(line: string): boolean {
  const bare = line.replace(WANTED, "");
  return bare.length <= LONGEST_TITLE && ROLE.test(bare) && !/[.!?]$/.test(bare) && !/^(we|you|our|as)\b/i.test(bare);
}

/** "Engineer at Acme", "Engineer | Acme", "Acme – Engineer". */
function split(text: string): { title: string; name: string } {
  const at = AT.exec(text);
  if (at) return { title: (at[1] ?? "").trim(), name: companyIn(at[2] ?? "") };
  const parts = text.split(PARTS);
  const title = parts.find((part) => ROLE.test(part)) ?? text;
  const [first = ""] = parts;
  // What follows a title is as often a place; what stands before it is the company.
  return { title: title.trim(), name: first !== title && isCompany(first) ? first.trim() : "" };
}

function companyOf(lines: string[]): string {
  const named = lines.map((line) => (LABELLED_COMPANY.exec(line) ?? ABOUT.exec(line))?.[1]);
  const label = named.find((name) => name !== undefined && isCompany(name));
  if (label !== undefined) return companyIn(label);
  const subject = lines.map((line) => SUBJECT.exec(line)?.[1]).find((name) => name !== undefined && isCompany(name));
  return subject ?? "";
}

function companyIn(text: string): string {
  const name = (text.split(PARTS)[0] ?? "").split(/[,(]/)[0]?.trim() ?? "";
  return isCompany(name) ? name : "";
}

function isCompany(name: string): boolean {
  return name !== "" && name.length <= LONGEST_COMPANY && !NO_COMPANY.test(name.trim());
}

function upToSentence(text: string): string {
  return (text.split(/[.!?;:,]|\s(?:to|who|for|with|in)\s/)[0] ?? text).trim();
}

function levelOf(title: string, ad: string): Level {
  return levelIn(title) ?? levelByYears(ad) ?? levelIn(ad.slice(0, 2_000)) ?? "mid-level";
}

function levelIn(text: string): Level | undefined {
  if (JUNIOR.test(text)) return "junior";
  if (SENIOR.test(text)) return "senior";
  return /\bmid[- ](level|senior)\b/i.test(text) ? "mid-level" : undefined;
}

function levelByYears(ad: string): Level | undefined {
  const found = /\b(\d{1,2})\s*(?:\+|(?:-|–|to)\s*\d{1,2})?\s*years?\b/i.exec(ad);
  if (!found) return undefined;
  const years = Number(found[1]);
  if (years >= SENIOR_YEARS) return "senior";
  return years >= MID_YEARS ? "mid-level" : "junior";
}

function fit(text: string, most: number): string {
  return Array.from(text.trim()).slice(0, most).join("");
}
