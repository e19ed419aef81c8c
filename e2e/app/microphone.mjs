// Microphone of the journeys: a file that Chromium plays into `getUserMedia`, made here: somebody speaks, and pauses.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../browser.mjs";
import { target } from "../lib.mjs";

const FOLDER = join(target, "e2e");
const RATE = 48_000;
const BYTES = 2;
const HEADER = 44;
/** Loud enough for whoever listens: the emulator hears from 500 on, the page's own ear from about −40 dB. */
const LOUD = 9_000;
/** A voice is no tone: its loudness changes a few times a second, or the browser's noise suppression takes it away. */
const SYLLABLES = 4;
const FAKE_DEVICE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

/** @param {{ speech?: number, pause: number }[]} pattern seconds, over and over */
export function launchSpeaking(pattern, flags = []) {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `microphone-${pattern.map(({ speech = 0, pause }) => `${speech}-${pause}`).join("-")}.wav`);
  writeFileSync(file, wav(pattern));
  return launch([...FAKE_DEVICE, `--use-file-for-fake-audio-capture=${file}`, ...flags]);
}

/** A microphone that is there, and that nobody may use. */
export const launchDenied = () => launch(["--use-fake-device-for-media-stream", "--deny-permission-prompts"]);

function wav(pattern) {
  const samples = pattern.flatMap(({ speech = 0, pause }) => [
    ...voice(speech),
    ...Array(Math.round(pause * RATE)).fill(0),
  ]);
  const file = Buffer.alloc(HEADER + samples.length * BYTES);
  file.write("RIFF", 0);
  file.writeUInt32LE(file.length - 8, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * BYTES, 28);
  file.writeUInt16LE(BYTES, 32);
  file.writeUInt16LE(8 * BYTES, 34);
  file.write("data", 36);
  file.writeUInt32LE(samples.length * BYTES, 40);
  samples.forEach((sample, at) => file.writeInt16LE(sample, HEADER + at * BYTES));
  return file;
}

/** A low tone with two overtones and a little noise, in syllables. */
function voice(seconds) {
  return Array.from({ length: Math.round(seconds * RATE) }, (_, at) => {
    const time = at / RATE;
    const tone = [150, 450, 1_350].reduce(
      (sum, hertz, nth) => sum + Math.sin(2 * Math.PI * hertz * time) / (nth + 1),
      0,
    );
    const syllable = Math.abs(Math.sin(Math.PI * SYLLABLES * time));
    const noise = ((at * 7_919) % 1_000) / 1_000 - 0.5;
    return Math.round(LOUD * syllable * (tone / 2 + noise * 0.2));
  });
}
