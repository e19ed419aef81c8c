// Search: the page shows the operations, codes, headers and schemas whose names and sentences have all the words.

import { all } from "./dom.js";

/** What is searched of an item: its name, its sentences and the names of its fields; not what others may reply. */
const SEARCHED = ":scope > summary, :scope > .words, :scope > .rule:nth-of-type(-n + 3) :is(dt, p), .problems a";

export function listen(form: HTMLFormElement): void {
  const input = form.querySelector("input");
  const found = form.querySelector<HTMLElement>(".found");
  if (!input || !found) return;
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", () => (found.textContent = filter(input.value)));
  document.addEventListener("keydown", (event) => {
    const typing = (event.target as Element).closest("input, textarea, select");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
    if (event.key === "Escape" && input.value !== "" && (typing === input || !typing)) clear(input);
  });
  // A link leads to its place, whatever is searched.
  window.addEventListener("hashchange", () => input.value !== "" && isHidden() && clear(input));
}

function clear(input: HTMLInputElement): void {
  input.value = "";
  input.dispatchEvent(new Event("input"));
}

function isHidden(): boolean {
  return document.getElementById(decodeURIComponent(location.hash.slice(1)))?.closest("[hidden]") !== null;
}

const texts = new Map<Element, string>();

function textOf(item: Element): string {
  let text = texts.get(item);
  if (text === undefined) {
    text = [item.id, ...all(SEARCHED, item).map((part) => part.textContent)].join(" ").toLowerCase();
    texts.set(item, text);
  }
  return text;
}

/** Hides what does not have all the words, and says how much there is. */
function filter(typed: string): string {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  for (const item of all<HTMLElement>(".item")) {
    const shown = words.every((word) => textOf(item).includes(word));
    item.hidden = !shown;
    const link = document.querySelector<HTMLElement>(`nav li > a[href="#${item.id}"]`)?.parentElement;
    if (link) link.hidden = !shown;
  }
  for (const section of all<HTMLElement>("main > section")) {
    section.hidden = words.length > 0 && !section.querySelector(".item:not([hidden])");
  }
  const none = document.querySelector<HTMLElement>(".none");
  const count = all(".item:not([hidden])").length;
  if (none) none.hidden = count > 0;
  document.querySelector<HTMLElement>(".board")?.toggleAttribute("hidden", words.length > 0);
  return words.length > 0 ? counted(count) : "";
}

function counted(count: number): string {
  const kinds = [
    ["operation", "op-"],
    ["code", "problem-"],
    ["header", "header-"],
    ["schema", "schema-"],
  ] as const;
  const parts = kinds.map(([word, prefix]) => {
    const of = all(`.item[id^="${prefix}"]:not([hidden])`).length;
    return of === 0 ? "" : `${of} ${word}${of === 1 ? "" : "s"}`;
  });
  return count === 0 ? "Nothing found" : parts.filter((part) => part !== "").join(", ");
}
