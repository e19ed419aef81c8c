// Turns of a spoken interview: who speaks, who is waited for, and what a person does meanwhile.

import {
  BARGE_IN_MS,
  type Connection,
  type Effect,
  type Event,
  type Signal,
  type Step,
  TURN_SILENCE_MS,
  listens,
} from "./connection-state.ts";

type Frame = Extract<Event, { type: "frame" }>;

export function frame(state: Connection, event: Frame, now: number): Step {
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
export function heardOut({ turn, complete, playedAt }: Connection, now: number): boolean {
  return turn === "interviewer" && complete && now >= playedAt;
}

/** The candidate speaks now, and the rest of what the interviewer said is not heard. */
function cut(state: Connection, now: number): Step {
  const [next, effects] = yours({ ...state, playedAt: Math.min(state.playedAt, now) });
  return [next, [{ type: "silence-player" }, ...effects]];
}

export function yours(state: Connection): Step {
  const next: Connection = { ...state, turn: "yours", complete: false, waitingSince: undefined, spoke: false };
  return [next, state.manual ? [{ type: "send", signal: "activity-start" }] : []];
}

export function waiting(state: Connection, now: number): Connection {
  return { ...state, turn: "thinking", waitingSince: now, nudged: false, spoke: false, moment: false };
}

export function said(state: Connection, event: Event, now: number): Step {
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
export function held(state: Connection, event: Event): Connection {
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
