// Streams of the AI SDK: the words in what has arrived so far, of UI messages (server-sent events) or data stream (v1).

/**
 * Takes what arrives and keeps the words; an event or a line that is not complete waits for the rest.
 * @param {"ui" | "v1" | "text"} protocol
 */
export function words(protocol) {
  let rest = "";
  let text = "";
  return (/** @type {string} */ chunk) => {
    if (protocol === "text") return (text += chunk);
    const ends = protocol === "ui" ? "\n\n" : "\n";
    const parts = (rest + chunk).split(ends);
    rest = /** @type {string} */ (parts.pop());
    text += parts.map(protocol === "ui" ? ofEvent : ofLine).join("");
    return text;
  };
}

/** @param {string} event */
function ofEvent(event) {
  const data = event
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => line.slice(6))
    .join("\n");
  const part = data === "" || data === "[DONE]" ? {} : parsed(data);
  return part.type === "text-delta" ? part.delta : part.type === "error" ? `\n[${part.errorText}]` : "";
}

/** @param {string} line */
function ofLine(line) {
  if (line.startsWith("0:")) return parsed(line.slice(2));
  return line.startsWith("3:") ? `\n[${parsed(line.slice(2))}]` : "";
}

/** @param {string} json @returns {any} */
function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

/**
 * By which protocol a reply speaks; undefined for what is no stream.
 * @param {Headers} headers
 * @returns {"ui" | "v1" | "text" | undefined}
 */
export function protocolOf(headers) {
  const type = headers.get("content-type") ?? "";
  if (type.startsWith("text/event-stream")) return "ui";
  if (headers.get("x-vercel-ai-data-stream") === "v1") return "v1";
  return type.startsWith("text/plain") ? "text" : undefined;
}
