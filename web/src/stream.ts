// Stream of the AI SDK's UI messages: server-sent events as chunks, one by one, and an error where the end is missing.

import type { components } from "./schema.js";

export type UiChunk = components["schemas"]["UiChunk"];

/** The connection broke off. The server finishes and stores what it began: read it later, do not ask again. */
export class StreamCut extends Error {
  override name = "StreamCut";

  constructor() {
    super("The connection broke off before the end.");
  }
}

const DATA = "data: ";
const DONE = "[DONE]";

/** The chunks of a reply, as they arrive; of openapi-fetch it is asked with `parseAs: "stream"`. */
export async function* chunks({ body }: Response): AsyncGenerator<UiChunk> {
  if (!body) throw new StreamCut();
  let rest = "";
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (rest + part.value).split("\n\n");
      rest = events.pop() ?? "";
      for (const event of events) {
        const data = dataOf(event);
        if (data === DONE) return;
        if (data !== "") yield JSON.parse(data) as UiChunk;
      }
    }
  } finally {
    await reader.cancel();
  }
  throw new StreamCut();
}

/** An event may be a comment that keeps the connection alive. */
function dataOf(event: string): string {
  const lines = event.split("\n").filter((line) => line.startsWith(DATA));
  return lines.map((line) => line.slice(DATA.length)).join("\n");
}
