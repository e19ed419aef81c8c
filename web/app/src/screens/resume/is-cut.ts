// Truncation of a résumé's text: whether it is only the beginning of its file.

/** Of a longer file the first 60,000 characters are read, or of a PDF a little less. */
const CUT_FROM = 59_990;

/** In characters as the server counts them: an emoji is one. */
export function isCut(text: string): boolean {
  return text.length >= CUT_FROM && [...text].length >= CUT_FROM;
}
