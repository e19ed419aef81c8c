// Download of an archive: received piece by piece, under the name that the server gives it.

const ZIP = "application/zip";

/** All of it; one that breaks off is an error, and no archive. */
export async function received({ body }: Response, told: (bytes: number) => void): Promise<Blob> {
  if (!body) throw new Error("The server sent no archive.");
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    pieces.push(part.value);
    bytes += part.value.length;
    told(bytes);
  }
  return new Blob(pieces, { type: ZIP });
}

export function fileName(headers: Headers): string {
  return /filename="([\w.-]+)"/.exec(headers.get("Content-Disposition") ?? "")?.[1] ?? "darasa.zip";
}

export function size(bytes: number): string {
  const kilobytes = Math.max(1, Math.round(bytes / 1024));
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** Returns its address in this page, until that is revoked. */
export function saveFile(file: Blob, name: string): string {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  return url;
}
