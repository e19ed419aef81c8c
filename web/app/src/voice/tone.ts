// Test tone: short and soft, to be heard before an interview.

import type { Devices } from "./devices.ts";

const TONE = { hertz: 523, seconds: 0.7, loudness: 0.12, rise: 0.06 };

/** Resolves when it is over. */
export async function playTone(devices: Devices): Promise<void> {
  devices.resume();
  const { context } = devices;
  const [tone, gain, now] = [context.createOscillator(), context.createGain(), context.currentTime];
  tone.frequency.value = TONE.hertz;
  gain.gain.setValueAtTime(0, now);
  gain.gain.linearRampToValueAtTime(TONE.loudness, now + TONE.rise);
  gain.gain.setValueAtTime(TONE.loudness, now + TONE.seconds - TONE.rise);
  gain.gain.linearRampToValueAtTime(0, now + TONE.seconds);
  tone.connect(gain).connect(context.destination);
  const over = new Promise<void>((resolve) => (tone.onended = () => resolve()));
  tone.start(now);
  tone.stop(now + TONE.seconds);
  return over;
}
