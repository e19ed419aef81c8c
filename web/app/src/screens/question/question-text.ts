// Question's text: its heading, and the Markdown below it, read while it arrives.

export type QuestionText = { title: string | null; body: string };

const HEADING = /^\s*#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|$)/;

/** A heading that is still being written is no title yet, for it would be read out in pieces. */
export function parseQuestion(markdown: string, streaming: boolean): QuestionText {
  const text = markdown.replaceAll("\r\n", "\n");
  const [heading, title] = HEADING.exec(text) ?? [];
  if (heading === undefined || title === undefined) return { title: null, body: text };
  if (streaming && !heading.endsWith("\n")) return { title: null, body: "" };
  return { title: plain(title), body: text.slice(heading.length).trimStart() };
}

function plain(title: string): string {
  return title.replaceAll(/(\*\*|__|`)(.+?)\1/g, "$2");
}
