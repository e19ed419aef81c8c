// File check: what can be refused before anything is sent; what a file really is, the server says by its bytes.

export const MOST_BYTES = 4 * 1024 * 1024;

const ENDINGS = ["pdf", "docx", "doc", "rtf", "txt", "text", "md"];
const TYPES = [/^text\//, /^application\/(pdf|rtf|msword)$/, /wordprocessingml\.document$/];

/** For the chooser of files. */
export const ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(",");

type FileFacts = Pick<File, "name" | "size" | "type">;

/** What is wrong, as a sentence; null: it can be sent. */
export function refusal({ name, size, type }: FileFacts): string | null {
  if (size === 0) return "This file is empty. Choose another one.";
  if (!isReadable(name, type)) return "PDF, Word or text, please.";
  if (size > MOST_BYTES) return `This file is ${megabytes(size)} MB; the limit is ${MOST_BYTES / 1024 / 1024}.`;
  return null;
}

/** A file without an ending and type may be a text. */
function isReadable(name: string, type: string): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending !== undefined && ENDINGS.includes(ending)) return true;
  return type === "" ? ending === undefined : TYPES.some((known) => known.test(type));
}

/** Rounded up, so that a file just above the limit is not said to be at it. */
function megabytes(bytes: number): string {
  return (Math.ceil((bytes / 1024 / 1024) * 10) / 10).toFixed(1);
}

export function fileSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${megabytes(bytes)} MB`;
}
