// Connection of a spoken interview: when to reconnect, whom to wait for how long, and when it is over.
//
// A function of state, event and time, without a timer of its own: whoever runs it sends a tick a few times a second.

import {
  ASSUMED_END_MS,
  BACK_OFF_MS,
  type Connection,
  type Effect,
  type Event,
  LEAVE_EARLY_MS,
  type Reason,
  type Step,
  WARNING_MS,
  WATCHDOG_MS,
} from "./connection-state.ts";
import { frame, heardOut, held, said, waiting, yours } from "./turns.ts";

export function step(state: Connection, event: Event, now: number): Step {
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

function opened(state: Connection, resumed: boolean, now: number): Step {
  const line = {
    ...state,
    phase: "live",
    leavesAt: undefined,
    retryAt: undefined,
    lastFrameAt: now,
    begun: true,
  } as const;
  // Whoever was in the middle of an answer goes on with it; a session that knows nothing of before has to be asked.
  if (state.begun && resumed && state.turn === "yours") return yours({ ...line, turn: "yours" });
  return [waiting(line, now), [{ type: "send", signal: state.begun ? "go-on" : "begin" }]];
}

function lost(state: Connection, now: number): Step {
  const wait = BACK_OFF_MS[state.attempts];
  const line = { ...state, playedAt: 0, complete: false, leavesAt: undefined, waitingSince: undefined, nudged: false };
  const effects: Effect[] = [{ type: "hang-up" }];
  if (state.expiresAt !== undefined && now >= state.expiresAt) return over(line, "time");
  if (wait === undefined) return [{ ...line, phase: "failed", reason: "unreachable", retryAt: undefined }, effects];
  const phase = state.begun ? "reconnecting" : "connecting";
  return [{ ...line, phase, attempts: state.attempts + 1, retryAt: now + wait }, effects];
}

function online(state: Connection, on: boolean, now: number): Step {
  const next = { ...state, offline: !on };
  // A socket that lost its network may take minutes to notice.
  if (!on && state.phase === "live") return lost(next, now);
  if (on && state.retryAt !== undefined) return [{ ...next, attempts: 1, retryAt: now }, []];
  return on && state.reason === "unreachable" ? again(next) : [next, []];
}

function again(state: Connection): Step {
  if (state.phase !== "failed") return [state, []];
  const phase = state.begun ? "reconnecting" : "connecting";
  return [{ ...state, phase, attempts: 1, reason: undefined, retryAt: undefined }, [{ type: "connect" }]];
}

function over(state: Connection, reason: Reason): Step {
  return [{ ...state, phase: "over", reason }, [{ type: "hang-up" }, { type: "finish", reason }]];
}

// ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function tick(state: Connection, now: number): Step {
  if (state.expiresAt !== undefined && now >= state.expiresAt) return over(state, "time");
  const [line, effects] = state.phase === "live" ? watch(state, now) : due(state, now);
  const soon = line.expiresAt !== undefined && line.expiresAt - now <= WARNING_MS;
  if (!soon || line.warned || line.phase === "superseded") return [line, effects];
  return [{ ...line, warned: true }, [...effects, { type: "warn" }]];
}

function due(state: Connection, now: number): Step {
  if (state.retryAt === undefined || now < state.retryAt || state.offline) return [state, []];
  return [{ ...state, retryAt: undefined }, [{ type: "connect" }]];
}

function watch(state: Connection, now: number): Step {
  const [turned, effects] = heardOut(state, now) || seemsOver(state, now) ? yours(state) : [state, []];
  const { leavesAt, waitingSince } = turned;
  if (leavesAt !== undefined && (now >= leavesAt - LEAVE_EARLY_MS || betweenTurns(turned, now)))
    return lost(turned, now);
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
