// Excerpts: Markdown as one line of plain words, for lists and links.

const LONGEST = 240;
/** What would stand before the dots of a cut: "late.…" reads as a slip. */
const DANGLING = /[\s.,:;…–-]+$/;

/** A heading becomes a sentence, a block of code three dots; a table's rules and markers of all kinds go. */
export function excerpt(markdown: string, longest = LONGEST): string {
  const text = markdown
    .replaceAll(/^\s*(```|~~~)[^]*?(?:^\s*\1.*$|(?![^]))/gm, " … ")
    .replaceAll(/^\s{0,3}#{1,6}\s+(.*[^\s.:!?])\s*$/gm, "$1.")
    .replaceAll(/^\s*\|?[\s:|-]+\|\s*$/gm, " ")
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+]|\d{1,9}[.)])\s+/gm, "")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/(\*\*|__|~~|`)(?=\S)/g, "")
    .replaceAll(/(?<=\S)(\*\*|__|~~|`)/g, "")
    .replaceAll(/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/g, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
  const letters = Array.from(text);
  if (letters.length <= longest) return text;
  const cut = letters.slice(0, longest).join("");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longest / 2)).replace(DANGLING, "")}…`;
}
