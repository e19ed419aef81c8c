// Form of an operation: fields for token, parameters and body, filled with what is known or with the examples.

import { body, parameters, security, type Node as Json, type Operation } from "../shared/document.mjs";
import { examplesOf, isFile } from "../shared/example.mjs";
import { BODY, type Form } from "../shared/request.mjs";
import { all, el } from "./dom.js";
import { recall, recallId, remember } from "./memory.js";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const IS_LAPTOP = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(location.hostname);
let fields = 0;

/** The fields, and what a request is made of when they are filled. */
export function form(document: Json, operation: Operation): { element: HTMLElement; values: Form } {
  const token = tokenField(document, operation);
  const each = parameters(document, operation).map((parameter) => parameterField(document, operation, parameter));
  const element = el(
    "fieldset",
    {},
    el("legend", { class: "vh" }, "The request"),
    token,
    ...each,
    ...bodyFields(document, operation),
  );
  const find = (place: string, name: string) =>
    all<Field>("[data-place]", element).find((field) => field.dataset["place"] === place && field.name === name);
  const values: Form = {
    value: (place, name) => find(place, name)?.value ?? "",
    file: (name) => (find(BODY, name) as HTMLInputElement | undefined)?.files?.[0],
    get token() {
      return token?.querySelector("input")?.value.trim() ?? "";
    },
  };
  return { element, values };
}

function tokenField(document: Json, operation: Operation): HTMLElement | undefined {
  const scheme = security(document, operation).find(
    (name) => document["components"].securitySchemes[name].type === "http",
  );
  if (!scheme) return undefined;
  const input = el("input", { class: "in", "data-token": scheme, autocomplete: "off", spellcheck: "false" });
  input.value = recall(scheme);
  input.addEventListener("input", () => {
    remember(scheme, input.value.trim());
    for (const other of all<HTMLInputElement>(`[data-token="${scheme}"]`))
      if (other !== input) other.value = input.value;
  });
  const how = IS_LAPTOP
    ? "cargo darasa token prints one. "
    : "await Clerk.session.getToken() in the app's console gives one. ";
  const what = scheme === "bearer" || scheme === "session" ? "Session token" : "Token";
  return labelled(input, [what], `${what === "Token" ? "" : how}Kept in this tab alone, until it is closed.`);
}

function parameterField(document: Json, operation: Operation, parameter: Json): HTMLElement {
  const { name, in: place, required = false, schema } = parameter;
  const [example] = examplesOf(document, parameter);
  const input = choice(schema, required) ?? el("input", { class: "in", autocomplete: "off", spellcheck: "false" });
  const known = place === "header" ? "" : recallId(name, operation.path);
  if (input instanceof HTMLInputElement && example?.value !== "…") input.placeholder = String(example?.value ?? "");
  if (known) input.value = known;
  else if (required && input instanceof HTMLInputElement) input.value = String(example?.value ?? "");
  input.name = name;
  input.dataset["place"] = place;
  return labelled(input, [el("code", {}, name), required && el("b", {}, "required")]);
}

function choice(schema: Json, required: boolean): HTMLSelectElement | undefined {
  const words: unknown[] | undefined = schema["enum"] ?? (schema["type"] === "boolean" ? [true, false] : undefined);
  if (!words) return undefined;
  const options = words.map((word) => el("option", { value: String(word) }, String(word)));
  return el("select", { class: "in" }, !required && el("option", { value: "" }, "left out"), ...options);
}

function bodyFields(document: Json, operation: Operation): HTMLElement[] {
  const given = body(document, operation);
  if (!given) return [];
  if (given.type !== "multipart/form-data") return jsonFields(document, operation, given.media);
  const { properties, required = [] } = given.schema;
  return Object.entries<Json>(properties).map(([name, schema]) => {
    const type = isFile(schema) ? "file" : "text";
    const input = choice(schema, required.includes(name)) ?? el("input", { class: "in", type, autocomplete: "off" });
    // What may be left out is: it may stand in place of something else.
    if (type === "text" && required.includes(name))
      input.value = recallId(name, operation.path) || String(examplesOf(document, { schema })[0]?.value ?? "");
    input.name = name;
    input.dataset["place"] = BODY;
    return labelled(input, [el("code", {}, name), required.includes(name) && el("b", {}, "required")]);
  });
}

/** The body as text, with a choice where the document has several examples. */
function jsonFields(document: Json, operation: Operation, media: Json): HTMLElement[] {
  const examples = examplesOf(document, media);
  const input = el("textarea", { class: "in", spellcheck: "false", autocomplete: "off", autocapitalize: "off" });
  input.dataset["place"] = BODY;
  const fill = (at: number) => (input.value = JSON.stringify(known(operation, examples[at]?.value ?? {}), null, 2));
  fill(0);
  const field = labelled(input, ["Body"]);
  if (examples.length < 2) return [field];
  const options = examples.map(({ summary }, at) => el("option", { value: String(at) }, summary));
  const select = el("select", { class: "in" }, ...options);
  select.addEventListener("change", () => fill(Number(select.value)));
  return [labelled(select, ["Example"]), field];
}

/** An example with the ids that this tab has seen. */
function known(operation: Operation, example: unknown): unknown {
  if (typeof example !== "object" || example === null || Array.isArray(example)) return example;
  const filled = Object.entries(example).map(([name, value]) => {
    const seen = name.endsWith("Id") && typeof value === "string" ? recallId(name, operation.path) : "";
    return [name, seen || value];
  });
  return Object.fromEntries(filled);
}

function labelled(input: Field, label: (HTMLElement | string | false)[], hint?: string): HTMLElement {
  const id = `field-${(fields += 1)}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
  return el(
    "div",
    { class: "field" },
    el("label", { for: id }, ...label),
    input,
    hint && el("p", { class: "hint", id: `${id}-hint` }, hint),
  );
}
