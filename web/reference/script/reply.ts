// Reply of a tried request: status and time, headers, and the body; a stream is shown as it arrives.

import { protocolOf, words } from "../shared/stream.mjs";
import { el } from "./dom.js";

type Problem = { title?: string; detail?: string; code?: string; errors?: { pointer: string; detail: string }[] };

/** Shows a reply and reads it to its end; returns its JSON, if it is some. */
export async function show(into: HTMLElement, response: Response, began: number): Promise<unknown> {
  const took = el("span", { class: "small dim num" });
  const bad = response.status >= 400;
  const status = el(
    "p",
    { class: bad ? "status bad" : "status", role: "status" },
    el("b", {}, `${response.status} ${response.statusText}`.trim()),
    took,
  );
  const headers = headersOf(response);
  into.replaceChildren(status, headers);
  const tell = (more: string) => (took.textContent = `${Math.round(performance.now() - began)} ms${more}`);
  tell("");
  const protocol = bad ? undefined : protocolOf(response.headers);
  if (protocol) {
    await stream(headers, response, words(protocol), (chunks) =>
      tell(`, ${chunks} ${chunks === 1 ? "chunk" : "chunks"}`),
    );
    return undefined;
  }
  const text = await response.text();
  const json = parsed(text);
  if (isProblem(json)) headers.before(problem(json));
  if (text !== "") headers.before(block(json === undefined ? text : JSON.stringify(json, null, 2), "Body"));
  return json;
}

function headersOf(response: Response): HTMLElement {
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}`);
  return el("details", { class: "example" }, el("summary", {}, "Headers"), block(lines.join("\n"), "Headers"));
}

/** Before an element: the words so far, and below them what came, as it came. */
async function stream(
  next: HTMLElement,
  response: Response,
  read: (chunk: string) => string,
  tell: (chunks: number) => void,
): Promise<void> {
  const text = document.createTextNode("");
  const caret = el("span", { class: "caret", "aria-hidden": "true" });
  const said = el(
    "div",
    { class: "said", tabindex: "0", role: "group", "aria-label": "Words", "aria-busy": "true" },
    text,
    caret,
  );
  const raw = block("", "As it came");
  const code = raw.firstElementChild as HTMLElement;
  next.before(said, el("details", { class: "example" }, el("summary", {}, "As it came"), raw));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let chunks = 0;
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      text.data = read(part.value);
      code.append(part.value);
      said.dataset["chunks"] = `${(chunks += 1)}`;
      tell(chunks);
    }
  } finally {
    caret.remove();
    said.removeAttribute("aria-busy");
  }
}

function problem({ detail, code, errors = [] }: Problem): HTMLElement {
  const fields = errors.map((each) => el("li", {}, el("code", {}, each.pointer), ` ${each.detail}`));
  const link = code && el("a", { href: `#problem-${code}` }, code);
  const sentence = el("p", {}, ...(link ? [link, `: ${detail}`] : [detail]));
  return el("div", { class: "note stop" }, sentence, fields.length > 0 && el("ul", { class: "errors" }, ...fields));
}

function block(text: string, label: string): HTMLElement {
  return el("pre", { tabindex: "0", role: "group", "aria-label": label }, el("code", {}, text));
}

function isProblem(json: unknown): json is Problem {
  return typeof json === "object" && json !== null && "code" in json && "detail" in json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
