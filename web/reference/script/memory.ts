// Memory of this tab: the pasted token, and the ids that replies brought, so that the next form is filled already.

const PREFIX = "darasa.reference.";

export function recall(name: string): string {
  return sessionStorage.getItem(PREFIX + name) ?? "";
}

export function remember(name: string, value: string): void {
  if (value === "") sessionStorage.removeItem(PREFIX + name);
  else sessionStorage.setItem(PREFIX + name, value);
}

/** `jobInfoId` is an id of `/api/job-infos`, and so is the `{id}` of a path below it. */
export function recallId(field: string, path: string): string {
  return recall(field === "id" ? (collection(path) ?? "") : collectionOf(field));
}

/** What a reply says about ids: its own, those of what it belongs to, or the first of a list. */
export function rememberIds(path: string, reply: unknown, questionId: string | null): void {
  if (questionId) remember("questions", questionId);
  const first = isRecord(reply) && Array.isArray(reply["items"]) ? reply["items"][0] : reply;
  if (!isRecord(first)) return;
  const own = collection(path);
  for (const [name, value] of Object.entries(first)) {
    if (typeof value !== "string") continue;
    // Below an id other things are listed, whose own ids no path takes.
    if (name === "id" && own && !/\{id\}\/./.test(path)) remember(own, value);
    if (/^[a-z]\w*Id$/.test(name)) remember(collectionOf(name), value);
  }
}

function collection(path: string): string | undefined {
  return path.match(/^\/api\/([a-z-]+)(?:\/\{id\}|$)/)?.[1];
}

function collectionOf(field: string): string {
  return `${field.replace(/Id$/, "").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}s`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
