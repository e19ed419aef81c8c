// Words of a call: who is speaking, what is happening to the line, how much time is left.

import { type Connection, WARNING_MS } from "../../voice/connection-state.ts";

const MINUTE = 60_000;

/** The one line that says what is going on. */
export function whoSpeaks(connection: Connection): string {
  const { phase, turn, begun, offline, moment, typing, muted } = connection;
  if (phase === "over") return "The interview is over";
  if (phase === "superseded") return "The interview goes on in another tab";
  if (phase === "failed") return "The line is down";
  if (offline) return "You are offline";
  if (phase === "reconnecting") return "Reconnecting";
  if (phase === "connecting") return begun ? "Going on with the interview" : "Calling the interviewer";
  if (turn === "interviewer") return "The interviewer is speaking";
  if (turn === "thinking") return "The interviewer is thinking";
  if (moment) return "Take your time";
  if (typing) return "Your turn: type your answer";
  if (muted) return "Your turn, and you are muted";
  return "Your turn";
}

/** What stands below it. */
export function reassurance({ phase, offline, moment, begun, leavesAt }: Connection): string | undefined {
  if (offline) return "What was said is kept. The call goes on when you are back.";
  if (phase === "reconnecting") return "What was said is kept.";
  if (phase === "connecting") return begun ? "What was said is kept." : "This takes a few seconds.";
  if (phase === "live" && moment) return "The interviewer waits, and hears nothing until you are ready.";
  if (phase === "live" && leavesAt !== undefined)
    return "The line is renewed at the next pause. You need not do anything.";
  return undefined;
}

export function microphoneWords({ phase, muted, moment, typing, turn, manual }: Connection): string {
  if (phase !== "live") return "Your microphone is not sent now";
  if (muted) return "Your microphone is off";
  if (moment || typing) return "Your microphone waits";
  if (manual && turn !== "yours") return "Your microphone waits for your turn";
  return "Your microphone is on";
}

/** Minutes until the last two; then to the second. */
export function timeLeft(milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  if (left > WARNING_MS) return `${Math.ceil(left / MINUTE)} min left`;
  const seconds = Math.ceil(left / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
}
