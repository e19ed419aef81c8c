// Connection state: whose turn it is, what is to be sent, when to reconnect, and when it is over.
//
// A function of state, event and time, without a timer of its own: whoever runs it sends a tick every second or so.

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
  | { type: "frame"; audible: boolean; interrupted: boolean; turnComplete: boolean; playedAt: number; goAwayMs?: number | undefined }
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
const LEAVE_EARLY_MS = 3 * SECOND;

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

export function step(state: Connection, event: Event, now: number): [Connection, Effect[]] {
  if (state.phase === "over" || state.phase === "superseded") return [state, []];
  switch (event.type) {
    case "minted":
      return [{ ...state, expiresAt: event.expiresAt }, []];
    case "opened":
      return opened(state, event.resumed, now);
    case "frame":
      return frame(state, event, now);
    case "tick":
      return tick(state, now);
    case "lost":
      return lost(state, now);
    case "refused":
      return [{ ...state, phase: "failed", reason: event.reason, retryAt: undefined }, [{ type: "hang-up" }]];
    case "online":
      return online(state, event.on, now);
    case "retry":
      return again(state);
    case "superseded":
      return [{ ...state, phase: "superseded" }, [{ type: "hang-up" }]];
    case "end":
      return over(state, "ended");
    default:
      return state.phase === "live" ? said(state, event, now) : [held(state, event), []];
  }
}

// ── The line ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function opened(state: Connection, resumed: boolean, now: number): [Connection, Effect[]] {
  const line = { ...state, phase: "live", leavesAt: undefined, retryAt: undefined, lastFrameAt: now, begun: true } as const;
  // Whoever was in the middle of an answer goes on with it; a session that knows nothing of before has to be asked.
  if (state.begun && resumed && state.turn === "yours") return yours({ ...line, turn: "yours" });
  return [waiting(line, now), [{ type: "send", signal: state.begun ? "go-on" : "begin" }]];
}

function lost(state: Connection, now: number): [Connection, Effect[]] {
  const wait = BACK_OFF_MS[state.attempts];
  const line = { ...state, playedAt: 0, complete: false, leavesAt: undefined, waitingSince: undefined, nudged: false };
  const effects: Effect[] = [{ type: "hang-up" }];
  if (state.expiresAt !== undefined && now >= state.expiresAt) return over(line, "time");
  if (wait === undefined) return [{ ...line, phase: "failed", reason: "unreachable", retryAt: undefined }, effects];
  const phase = state.begun ? "reconnecting" : "connecting";
  return [{ ...line, phase, attempts: state.attempts + 1, retryAt: now + wait }, effects];
}

function online(state: Connection, on: boolean, now: number): [Connection, Effect[]] {
  const next = { ...state, offline: !on };
  // A socket that lost its network may take minutes to notice.
  if (!on && state.phase === "live") return lost(next, now);
  if (on && state.retryAt !== undefined) return [{ ...next, attempts: 1, retryAt: now }, []];
  return on && state.reason === "unreachable" ? again(next) : [next, []];
}

function again(state: Connection): [Connection, Effect[]] {
  if (state.phase !== "failed") return [state, []];
  const phase = state.begun ? "reconnecting" : "connecting";
  return [{ ...state, phase, attempts: 1, reason: undefined, retryAt: undefined }, [{ type: "connect" }]];
}

function over(state: Connection, reason: Reason): [Connection, Effect[]] {
  return [{ ...state, phase: "over", reason }, [{ type: "hang-up" }, { type: "finish", reason }]];
}

// ── Turns ────────────────────────────────────────────────────────────────────────────────────────────────────────────

type Frame = Extract<Event, { type: "frame" }>;

function frame(state: Connection, event: Frame, now: number): [Connection, Effect[]] {
  if (state.phase !== "live") return [state, []];
  let next: Connection = { ...state, lastFrameAt: now, playedAt: event.playedAt, nudged: false };
  if (event.goAwayMs !== undefined) next.leavesAt = now + event.goAwayMs;
  // The line is good when it carries something, not when it opens: else one that dies at once is tried for ever.
  if (event.audible) next = { ...next, turn: "interviewer", complete: false, waitingSince: undefined, attempts: 0 };
  else if (next.waitingSince !== undefined) next.waitingSince = now;
  next.complete ||= event.turnComplete && next.turn === "interviewer";
  if (event.interrupted) return cut(next, now);
  return heardOut(next, now) ? yours(next) : [next, []];
}

/** All of a turn has been sent, and heard. */
function heardOut({ turn, complete, playedAt }: Connection, now: number): boolean {
  return turn === "interviewer" && complete && now >= playedAt;
}

/** The candidate speaks now, and the rest of what the interviewer said is not heard. */
function cut(state: Connection, now: number): [Connection, Effect[]] {
  const [next, effects] = yours({ ...state, playedAt: Math.min(state.playedAt, now) });
  return [next, [{ type: "silence-player" }, ...effects]];
}

function yours(state: Connection): [Connection, Effect[]] {
  const next: Connection = { ...state, turn: "yours", complete: false, waitingSince: undefined, spoke: false };
  return [next, state.manual ? [{ type: "send", signal: "activity-start" }] : []];
}

function waiting(state: Connection, now: number): Connection {
  return { ...state, turn: "thinking", waitingSince: now, nudged: false, spoke: false, moment: false };
}

function said(state: Connection, event: Event, now: number): [Connection, Effect[]] {
  const send = (signal: Signal): Effect => ({ type: "send", signal });
  switch (event.type) {
    case "speech": {
      const into = state.turn === "interviewer" && state.complete && event.lastingMs >= BARGE_IN_MS;
      if (!into || state.manual || !listens(state)) return [{ ...state, spoke: true }, []];
      const [next, effects] = cut(state, now);
      return [{ ...next, spoke: true }, effects];
    }
    case "silence": {
      const over = !state.manual && state.turn === "yours" && state.spoke && listens(state);
      return [over && event.quietMs >= TURN_SILENCE_MS ? waiting(state, now) : state, []];
    }
    case "mute": {
      if (!event.on || state.manual) return [held(state, event), []];
      const next = held(state, event);
      return [state.spoke && state.turn === "yours" ? waiting(next, now) : next, [send("audio-stream-end")]];
    }
    case "typed": {
      const effects: Effect[] = now < state.playedAt ? [{ type: "silence-player" }] : [];
      if (state.manual && state.turn === "yours") effects.push(send("activity-end"));
      return [{ ...waiting(state, now), playedAt: Math.min(state.playedAt, now) }, effects];
    }
    case "done":
      if (!state.manual || state.turn !== "yours") return [state, []];
      return [waiting(state, now), [send("activity-end")]];
    case "cut-in":
      return state.turn === "interviewer" ? cut(state, now) : [state, []];
    default:
      return [held(state, event), []];
  }
}

/** What a person has chosen stays chosen, whatever becomes of the line. */
function held(state: Connection, event: Event): Connection {
  switch (event.type) {
    case "mute":
      return { ...state, muted: event.on };
    case "moment":
      return { ...state, moment: event.on };
    case "typing":
      return { ...state, typing: event.on };
    default:
      return state;
  }
}

// ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function tick(state: Connection, now: number): [Connection, Effect[]] {
  if (state.expiresAt !== undefined && now >= state.expiresAt) return over(state, "time");
  const [line, effects] = state.phase === "live" ? watch(state, now) : due(state, now);
  const soon = line.expiresAt !== undefined && line.expiresAt - now <= WARNING_MS;
  if (!soon || line.warned || line.phase === "superseded") return [line, effects];
  return [{ ...line, warned: true }, [...effects, { type: "warn" }]];
}

function due(state: Connection, now: number): [Connection, Effect[]] {
  if (state.retryAt === undefined || now < state.retryAt || state.offline) return [state, []];
  return [{ ...state, retryAt: undefined }, [{ type: "connect" }]];
}

function watch(state: Connection, now: number): [Connection, Effect[]] {
  const [turned, effects] = heardOut(state, now) || seemsOver(state, now) ? yours(state) : [state, []];
  const { leavesAt, waitingSince } = turned;
  if (leavesAt !== undefined && (now >= leavesAt - LEAVE_EARLY_MS || betweenTurns(turned, now))) return lost(turned, now);
  if (waitingSince === undefined || now - waitingSince < WATCHDOG_MS) return [turned, effects];
  if (turned.nudged) return lost(turned, now);
  return [{ ...turned, nudged: true, waitingSince: now }, [...effects, { type: "send", signal: "go-on" }]];
}

/** The interviewer has been heard to the end and sends nothing more: the end of the turn was not told, as happens. */
function seemsOver({ turn, playedAt, lastFrameAt }: Connection, now: number): boolean {
  return turn === "interviewer" && now - Math.max(playedAt, lastFrameAt) >= ASSUMED_END_MS;
}

/** A moment in which a new connection disturbs nobody. */
function betweenTurns({ turn, spoke, playedAt }: Connection, now: number): boolean {
  return turn === "yours" && !spoke && now >= playedAt;
}
