// Connection state of a spoken interview: what it is made of, what happens to it, and what it asks for.

export type Phase = "connecting" | "live" | "reconnecting" | "failed" | "superseded" | "over";
export type Turn = "interviewer" | "yours" | "thinking";
/** Why it is over, or why it goes no further. */
export type Reason = "ended" | "time" | "spent" | "refused" | "unreachable";

export type Connection = {
  phase: Phase;
  turn: Turn;
  /** Whether the interview has begun: whoever reconnects goes on. */
  begun: boolean;
  /** Turns end with "Done", not with a pause. */
  manual: boolean;
  muted: boolean;
  /** The candidate thinks: nothing is sent, so that no silence ends the turn. */
  moment: boolean;
  typing: boolean;
  /** The provider has said when it will hang up. */
  leavesAt: number | undefined;
  expiresAt: number | undefined;
  attempts: number;
  retryAt: number | undefined;
  offline: boolean;
  lastFrameAt: number;
  /** Until when what has arrived is being played. */
  playedAt: number;
  /** The interviewer has sent all of a turn; it is the candidate's when it has been heard. */
  complete: boolean;
  /** Since when the interviewer owes an answer. */
  waitingSince: number | undefined;
  nudged: boolean;
  /** Whether the candidate has spoken in this turn. */
  spoke: boolean;
  warned: boolean;
  reason: Reason | undefined;
};

export type Event =
  | { type: "minted"; expiresAt: number }
  | { type: "opened"; resumed: boolean }
  | {
      type: "frame";
      audible: boolean;
      interrupted: boolean;
      turnComplete: boolean;
      playedAt: number;
      goAwayMs?: number | undefined;
    }
  | { type: "speech"; lastingMs: number }
  | { type: "silence"; quietMs: number }
  | { type: "mute"; on: boolean }
  | { type: "moment"; on: boolean }
  | { type: "typing"; on: boolean }
  | { type: "typed" }
  | { type: "done" }
  | { type: "cut-in" }
  /** The line is gone, or was never there. */
  | { type: "lost" }
  /** No session is given, now or ever. */
  | { type: "refused"; reason: Reason }
  | { type: "online"; on: boolean }
  | { type: "retry" }
  | { type: "superseded" }
  | { type: "end" }
  | { type: "tick" };

export type Signal = "begin" | "go-on" | "audio-stream-end" | "activity-start" | "activity-end";
export type Effect =
  | { type: "send"; signal: Signal }
  | { type: "connect" }
  | { type: "hang-up" }
  | { type: "silence-player" }
  | { type: "warn" }
  | { type: "finish"; reason: Reason };

export const SECOND = 1_000;
export const WARNING_MS = 120 * SECOND;
/** No answer for so long: ask for one, and after as long again reconnect. */
export const WATCHDOG_MS = 15 * SECOND;
/** What the token locks as the silence that ends a turn, and a little for the way. */
export const TURN_SILENCE_MS = 2_500;
/** Speech into what is still being played, when nobody but us can stop it. */
export const BARGE_IN_MS = 400;
/** The interviewer has ended, although nobody said so. */
export const ASSUMED_END_MS = 4 * SECOND;
/** Waits before the attempts to reconnect; after the last one a person is asked. */
export const BACK_OFF_MS = [0, 1, 2, 4, 8].map((seconds) => seconds * SECOND);
/** So long before the announced end another connection is made, whoever speaks. */
export const LEAVE_EARLY_MS = 3 * SECOND;

export function connecting(now: number, { manual = false, begun = false } = {}): Connection {
  return {
    phase: "connecting",
    turn: "thinking",
    begun,
    manual,
    muted: false,
    moment: false,
    typing: false,
    leavesAt: undefined,
    expiresAt: undefined,
    attempts: 0,
    retryAt: undefined,
    offline: false,
    lastFrameAt: now,
    playedAt: 0,
    complete: false,
    waitingSince: undefined,
    nudged: false,
    spoke: false,
    warned: false,
    reason: undefined,
  };
}

/** Whether the microphone is to be sent now. */
export function listens({ phase, turn, muted, moment, typing, manual }: Connection): boolean {
  return phase === "live" && !muted && !moment && !typing && (!manual || turn === "yours");
}

/** The state that follows, and what is to be done. */
export type Step = [Connection, Effect[]];
