// ZIP archive: files side by side, stored as they are, for every unpacker there is (APPNOTE 6.3, without compression).

export type ZipFile = { name: string; content: string };

const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const VERSION = 20;
const UTF8_NAMES = 1 << 11;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/** `now` is the time that stands beside each file. */
export function zip(files: readonly ZipFile[], now: Date): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const [path, bytes] = [encoder.encode(name), encoder.encode(content)];
    const about = description(crc32(bytes), bytes.length, path.length, now);
    parts.push(numbers([LOCAL, 4], [VERSION, 2]), about, path, bytes);
    // No comment, the first disk, no attributes; then where the file begins.
    const place = numbers([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]);
    directory.push(numbers([CENTRAL, 4], [VERSION, 2], [VERSION, 2]), about, place, path);
    offset = length(parts);
  }
  const size = length(directory);
  const end = numbers([END, 4], [0, 4], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]);
  return concat([...parts, ...directory, end]);
}

/** What stands of a file before it and in the directory alike. */
function description(crc: number, size: number, nameLength: number, now: Date): Uint8Array {
  const time = (now.getHours() << 11) | (now.getMinutes() << 5) | (now.getSeconds() >> 1);
  const day = ((now.getFullYear() - 1980) << 9) | ((now.getMonth() + 1) << 5) | now.getDate();
  const stored = 0;
  const sizes: [number, 4][] = [[size, 4], [size, 4]];
  return numbers([UTF8_NAMES, 2], [stored, 2], [time, 2], [day, 2], [crc, 4], ...sizes, [nameLength, 2], [0, 2]);
}

/** Numbers of two or four bytes, the lowest byte first. */
function numbers(...all: [value: number, bytes: 2 | 4][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(all.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of all) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

function length(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length(parts));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
