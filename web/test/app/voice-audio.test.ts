// Audio of the spoken interview: resampler, playback queue, base64, level.

import { describe, expect, it } from "vitest";
import { LevelMeter, SpeechDetector, rms, strokes } from "../../app/src/voice/level.ts";
import { decodePcm, encodePcm, toPcm } from "../../app/src/voice/pcm.ts";
import { PlayQueue } from "../../app/src/voice/play-queue.ts";
import { Framer, Resampler } from "../../app/src/voice/resampler.ts";

const QUANTUM = 128;

function tone(frequency: number, rate: number, seconds: number, loudness = 0.5): Float32Array<ArrayBuffer> {
  return Float32Array.from(
    { length: rate * seconds },
    (_, at) => loudness * Math.sin((2 * Math.PI * frequency * at) / rate),
  );
}

function quanta(samples: Float32Array): Float32Array[] {
  return Array.from({ length: Math.ceil(samples.length / QUANTUM) }, (_, at) =>
    samples.slice(at * QUANTUM, (at + 1) * QUANTUM),
  );
}

function joined(parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Loudness of one frequency, as a part of full scale. */
function loudness(samples: Float32Array, frequency: number, rate: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((sample, at) => {
    real += sample * Math.cos((2 * Math.PI * frequency * at) / rate);
    imaginary += sample * Math.sin((2 * Math.PI * frequency * at) / rate);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

function level(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);
}

function resampled(samples: Float32Array, rate: number): Float32Array {
  const resampler = new Resampler(rate);
  return joined(quanta(samples).map((quantum) => resampler.push(quantum)));
}

describe("a microphone of any rate", () => {
  for (const rate of [8_000, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000]) {
    it(`${rate} Hz: a second becomes 16,000 samples, and a tone of 1 kHz keeps its loudness to 0.2 %`, () => {
      const output = resampled(tone(1_000, rate, 1), rate);
      expect(Math.abs(output.length - 16_000)).toBeLessThan(40);
      expect(Math.abs(loudness(output.slice(160, 15_760), 1_000, 16_000) / 0.5 - 1)).toBeLessThan(0.002);
    });
  }
  for (const rate of [44_100, 48_000, 96_000]) {
    it(`${rate} Hz: what 16 kHz cannot carry does not come back as another tone: 11 kHz is 50 dB down`, () => {
      const output = resampled(tone(11_000, rate, 1), rate).slice(160);
      expect(20 * Math.log10(level(output) / level(tone(11_000, rate, 1)))).toBeLessThan(-50);
    });
  }
  it("comes out the same, however it is cut", () => {
    const input = tone(440, 44_100, 0.2);
    const whole = new Resampler(44_100).push(input);
    const cut = new Resampler(44_100);
    const parts = joined([input.slice(0, 1), input.slice(1, 1_000), input.slice(1_000)].map((part) => cut.push(part)));
    expect([...parts]).toEqual([...whole]);
  });
  it("does not drift in five minutes", () => {
    const resampler = new Resampler(44_100);
    const second = new Float32Array(44_100);
    let count = 0;
    for (let at = 0; at < 300; at += 1) count += resampler.push(second).length;
    expect(Math.abs(count - 300 * 16_000)).toBeLessThan(40);
  });
});

describe("frames", () => {
  it("have 640 samples, and nothing is lost between them", () => {
    const framer = new Framer();
    const input = Float32Array.from({ length: 2_000 }, (_, at) => (at % 100) / 200);
    const frames = [input.slice(0, 639), input.slice(639, 640), input.slice(640)].flatMap((part) => framer.push(part));
    expect(frames.map((frame) => frame.length)).toEqual([640, 640, 640]);
    expect(frames.flatMap((frame) => [...frame])).toEqual([...toPcm(input.slice(0, 1_920))]);
  });
  it("are 1,280 bytes of base64 on the way, the low byte first", () => {
    expect(atob(encodePcm(new Int16Array(640))).length).toBe(1_280);
    expect(encodePcm(Int16Array.of(1, -2))).toBe(btoa("\x01\x00\xfe\xff"));
  });
  it("are clipped, not wrapped", () => {
    expect([...toPcm(Float32Array.of(2, -2, 1, -1, 0))]).toEqual([32_767, -32_767, 32_767, -32_767, 0]);
  });
  it("survive the way there and back, also those that are longer than a call has arguments", () => {
    const pcm = Int16Array.from({ length: 100_000 }, (_, at) => (at * 7) % 30_000);
    expect([...decodePcm(encodePcm(pcm))]).toEqual([...Float32Array.from(pcm, (sample) => sample / 32_768)]);
    expect(decodePcm(btoa("\x00\x40\x07"))).toEqual(Float32Array.of(0.5));
    expect(() => decodePcm("%%%")).toThrow();
  });
});

describe("what the interviewer says", () => {
  function played(queue: PlayQueue, samples: number): Float32Array {
    const output = new Float32Array(samples);
    queue.pull(output);
    return output;
  }

  for (const rate of [24_000, 44_100, 48_000]) {
    it(`at ${rate} Hz: keeps its pitch and its loudness, in whatever pieces it comes`, () => {
      const queue = new PlayQueue(rate);
      const sound = tone(440, 24_000, 1);
      for (const [from, to] of [
        [0, 1],
        [1, 1_000],
        [1_000, 9_600],
        [9_600, 24_000],
      ])
        queue.push(sound.slice(from, to));
      const output = played(queue, rate - 100);
      expect(loudness(output.slice(0, Math.floor(rate / 2)), 440, rate)).toBeCloseTo(0.5, 2);
      expect(queue.empty || played(queue, 200).length === 200).toBe(true);
      expect(queue.empty).toBe(true);
    });
  }
  it("is silent within 50 ms when somebody speaks into it, without a click", () => {
    const queue = new PlayQueue(48_000);
    queue.push(tone(440, 24_000, 2));
    played(queue, 1_027);
    queue.clear();
    const after = played(queue, 2_400);
    const steps = [...after].map((sample, at) => Math.abs(sample - (after[at - 1] ?? sample)));
    expect(Math.max(...steps)).toBeLessThan(0.05);
    expect([...after.slice(-1_800)].every((sample) => sample === 0)).toBe(true);
    expect(queue.empty).toBe(true);
  });
  it("goes on after a pause in what arrives", () => {
    const queue = new PlayQueue(24_000);
    queue.push(Float32Array.of(0.5, 0.5, 0.5));
    expect([...played(queue, 3)].slice(0, 2)).toEqual([0.5, 0.5]);
    played(queue, 1_000);
    queue.push(Float32Array.of(0.25, 0.25, 0.25));
    expect([...played(queue, 2)]).toEqual([0.25, 0.25]);
  });
  it("is silence before there is anything", () => {
    expect([...played(new PlayQueue(48_000), 128)].every((sample) => sample === 0)).toBe(true);
  });
});

describe("the level", () => {
  const FRAME = 640;
  const loud = toPcm(tone(220, 16_000, 0.04, 0.3));
  const quiet = new Int16Array(FRAME);

  it("of silence is no stroke, of a voice some, of the loudest all", () => {
    expect(strokes(rms(quiet))).toBe(0);
    expect(strokes(rms(loud))).toBeGreaterThan(6);
    expect(strokes(rms(new Int16Array(FRAME).fill(32_767)))).toBe(10);
    expect(rms(new Int16Array())).toBe(0);
  });
  it("rises at once and falls slowly", () => {
    const meter = new LevelMeter();
    const top = meter.push(loud);
    expect(top).toBeCloseTo(0.3 / Math.SQRT2, 2);
    expect(meter.push(quiet)).toBeCloseTo(top * 0.75);
    for (let at = 0; at < 40; at += 1) meter.push(quiet);
    expect(strokes(meter.level)).toBe(0);
  });

  function heard(pattern: [Int16Array, number][]): SpeechDetector {
    const detector = new SpeechDetector();
    let now = 1_000;
    for (const [frame, count] of pattern) for (let at = 0; at < count; at += 1) detector.push(frame, (now += 40), 40);
    return detector;
  }
  it("is speech from 100 ms on, and its span is from the first to the last sound", () => {
    expect(
      heard([
        [loud, 2],
        [quiet, 50],
      ]).span,
    ).toBeUndefined();
    expect(
      heard([
        [loud, 3],
        [quiet, 50],
      ]).span,
    ).toEqual({ at: 1_000, endedAtMs: 1_120 });
  });
  it("takes a pause into the span, and a knock after it not", () => {
    expect(
      heard([
        [quiet, 5],
        [loud, 10],
        [quiet, 50],
        [loud, 10],
      ]).span,
    ).toEqual({ at: 1_200, endedAtMs: 4_000 });
    expect(
      heard([
        [loud, 10],
        [quiet, 50],
        [loud, 1],
      ]).span,
    ).toEqual({ at: 1_000, endedAtMs: 1_400 });
  });
});
