// Receipt's id: under which a stream is found again, made of the key of its request as the server makes it.

/**
 * SHA-256 of person, route and key, cut to a UUIDv8; null: it is not known yet who is signed in, or this page has no
 * such digest, as without TLS.
 */
export async function receiptId(userId: string | undefined, route: string, key: string): Promise<string | null> {
  // Not every context has it, whatever the types say.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle || userId === undefined) return null;
  const text = new TextEncoder().encode(`${userId}\0${route}\0${key}`);
  const bytes = new Uint8Array(await subtle.digest("SHA-256", text)).subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
