// Frames of the Live API: what is sent as JSON, and what of the provider's frames is read.

import { decodePcm, encodePcm } from "./pcm.ts";

export const BEGIN = "Please begin.";
export const GO_ON = "Please go on.";

export type ClientFrame = Record<string, unknown>;

/** Locked by the token, all but the model's name is ignored. */
export const setup = (model: string): ClientFrame => ({ setup: { model: `models/${model}` } });
export const prompt = (text: string): ClientFrame => ({
  clientContent: { turns: [{ role: "user", parts: [{ text }] }], turnComplete: true },
});
export const typed = (text: string): ClientFrame => ({ realtimeInput: { text } });
export const audio = (pcm: Int16Array, mimeType: string): ClientFrame => ({
  realtimeInput: { audio: { data: encodePcm(pcm), mimeType } },
});
export const AUDIO_STREAM_END: ClientFrame = { realtimeInput: { audioStreamEnd: true } };
export const ACTIVITY_START: ClientFrame = { realtimeInput: { activityStart: {} } };
export const ACTIVITY_END: ClientFrame = { realtimeInput: { activityEnd: {} } };

/** One event may carry all of it at once. */
export type ServerFrame = {
  setupComplete: boolean;
  /** What the candidate was heard to say. */
  heard: string;
  /** What the interviewer says. */
  said: string;
  audio: Float32Array<ArrayBuffer>[];
  interrupted: boolean;
  turnComplete: boolean;
  /** The end of the connection was announced: so many milliseconds are left. */
  goAwayMs: number | undefined;
  /** With it another session can go on from here. */
  handle: string | undefined;
};

/** Time that is left where it was announced without saying how much. */
const SOON_MS = 10_000;

/** Frames come as text or as bytes, which is what `binaryType` makes of blobs. Throws where one is no JSON object. */
export function readFrame(data: string | ArrayBuffer): ServerFrame {
  const frame: unknown = JSON.parse(typeof data === "string" ? data : new TextDecoder().decode(data));
  if (!isObject(frame)) throw new SyntaxError("a frame that is no object");
  const content = object(frame["serverContent"]);
  const update = object(frame["sessionResumptionUpdate"]);
  const handle = update["resumable"] === true ? string(update["newHandle"]) : "";
  return {
    setupComplete: isObject(frame["setupComplete"]),
    heard: string(object(content["inputTranscription"])["text"]),
    said: string(object(content["outputTranscription"])["text"]),
    audio: sounds(object(content["modelTurn"])),
    interrupted: content["interrupted"] === true,
    turnComplete: content["turnComplete"] === true,
    goAwayMs: isObject(frame["goAway"]) ? duration(frame["goAway"]["timeLeft"]) : undefined,
    handle: handle === "" ? undefined : handle,
  };
}

function sounds(turn: Record<string, unknown>): Float32Array<ArrayBuffer>[] {
  const parts = Array.isArray(turn["parts"]) ? turn["parts"] : [];
  const data = parts.map((part: unknown) => object(object(part)["inlineData"]));
  return data
    .filter((each) => string(each["mimeType"]).startsWith("audio/pcm"))
    .map((each) => decodePcm(string(each["data"])));
}

/** `"9.5s"`, as protocol buffers write a duration. */
function duration(text: unknown): number {
  const seconds = Number.parseFloat(string(text));
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : SOON_MS;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function object(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function string(value: unknown): string {
  return typeof value === "string" ? value : "";
}
