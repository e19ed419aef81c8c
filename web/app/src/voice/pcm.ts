// PCM: samples as the voice provider takes and sends them, 16-bit little-endian mono, in base64 inside JSON.

const LOUDEST = 32_767;
/** So many arguments fit into one call of `String.fromCharCode` in every browser. */
const CHUNK = 8_192;

/** Floats from −1 to 1 as 16-bit samples; what is louder is clipped. */
export function toPcm(samples: Float32Array): Int16Array<ArrayBuffer> {
  return Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * LOUDEST));
}

export function encodePcm(pcm: Int16Array): string {
  const view = new DataView(new ArrayBuffer(pcm.length * 2));
  pcm.forEach((sample, at) => view.setInt16(at * 2, sample, true));
  const bytes = new Uint8Array(view.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** The samples as floats; half a sample at the end is left out. Throws on what is not base64. */
export function decodePcm(base64: string): Float32Array<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true) / (LOUDEST + 1));
}
