// Try it: an operation's form is sent to the server that serves this page, and its reply shown.

import { operations, security, type Node as Json, type Operation } from "../shared/document.mjs";
import { request } from "../shared/request.mjs";
import { el } from "./dom.js";
import { form } from "./form.js";
import { rememberIds } from "./memory.js";
import { show } from "./reply.js";

let loading: Promise<Json> | undefined;

/** The contract, fetched once, when the first operation is opened. */
function contract(): Promise<Json> {
  loading ??= fetch("/openapi.json").then((response) => response.json());
  // Another attempt is made when the next one is opened.
  loading.catch(() => (loading = undefined));
  return loading;
}

/** Adds the form to an opened operation, unless it is there. */
export async function mount(item: HTMLElement): Promise<void> {
  const id = item.dataset["operation"];
  if (!id || item.querySelector(".try")) return;
  const panel = el("div", { class: "words try" });
  const row = el("div", { class: "row rule" }, el("h4", { class: "gut" }, "try it"), panel);
  // Before the replies, which are many.
  item.insertBefore(row, item.querySelector(".row:has(.mark)"));
  try {
    const document = await contract();
    const operation = operations(document).find((each) => each.id === id);
    if (operation) panel.append(...tryable(document, operation));
  } catch {
    panel.classList.remove("try");
    panel.append(el("p", { class: "note look" }, "The form did not come. Close this row and open it again."));
    item.addEventListener("toggle", () => row.remove(), { once: true });
  }
}

function tryable(document: Json, operation: Operation): HTMLElement[] {
  const schemes = document["components"].securitySchemes;
  const signed = security(document, operation).some((name) => schemes[name].in === "header");
  if (signed)
    return [
      el(
        "p",
        {},
        "Only its sender can sign it. ",
        el("code", {}, "cargo darasa webhook user.updated"),
        " sends one to a laptop.",
      ),
    ];
  const { element, values } = form(document, operation);
  const send = el(
    "button",
    { class: operation.method === "DELETE" ? "btn danger" : "btn go" },
    `Send ${operation.method}`,
  );
  const stop = el("button", { class: "btn", type: "button", hidden: true }, "Stop");
  const reply = el("div", { class: "reply" });
  const whole = el(
    "form",
    { class: "try", novalidate: true },
    element,
    el("div", { class: "acts" }, send, stop),
    reply,
  );
  let abort: AbortController | undefined;
  stop.addEventListener("click", () => abort?.abort());
  whole.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (abort) return;
    abort = new AbortController();
    // Not disabled: that would take the focus from whoever pressed it.
    send.setAttribute("aria-disabled", "true");
    stop.hidden = false;
    await exchange(reply, operation, request(document, operation, values), abort.signal);
    if (globalThis.document.activeElement === stop) send.focus();
    stop.hidden = true;
    send.removeAttribute("aria-disabled");
    abort = undefined;
  });
  whole.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) whole.requestSubmit();
  });
  return [whole];
}

async function exchange(
  reply: HTMLElement,
  operation: Operation,
  { url, body, ...init }: ReturnType<typeof request>,
  signal: AbortSignal,
): Promise<void> {
  reply.replaceChildren(el("p", { class: "status dim", role: "status" }, "Waiting for the first byte…"));
  const began = performance.now();
  try {
    const response = await fetch(url, { ...init, body: body ?? null, signal, credentials: "omit", cache: "no-store" });
    const json = await show(reply, response, began);
    if (response.ok) rememberIds(operation.path, json, response.headers.get("x-question-id"));
  } catch {
    const stopped = signal.aborted;
    const words = stopped
      ? "Stopped. The server finishes and stores what it began."
      : "The connection broke off, or none was made.";
    reply.append(el("p", { class: stopped ? "note" : "note stop", role: "status" }, words));
  }
}
