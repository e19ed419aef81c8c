// Connection of the spoken interview: turns, reconnecting, the watchdog, and time.

import { describe, expect, it } from "vitest";
import { step } from "../../app/src/voice/connection.ts";
import { type Connection, type Effect, type Event, connecting, listens } from "../../app/src/voice/connection-state.ts";

const MINUTE = 60_000;
const FRAME = { type: "frame", audible: false, interrupted: false, turnComplete: false, playedAt: 0 } as const;
const SPEAKS = { ...FRAME, audible: true } as const;
const COMPLETE = { ...FRAME, turnComplete: true } as const;

/** One interview, and everything it asked for. */
class Interview {
  state: Connection;
  effects: string[] = [];

  constructor(
    public now = 0,
    options: { manual?: boolean; begun?: boolean } = {},
  ) {
    this.state = connecting(now, options);
    this.state.expiresAt = now + 30 * MINUTE;
  }

  at(now: number, ...events: Event[]): this {
    this.now = now;
    for (const event of events) {
      const [state, effects] = step(this.state, event, now);
      this.state = state;
      this.effects.push(...effects.map(named));
    }
    return this;
  }

  taken(): string[] {
    return this.effects.splice(0);
  }
}

function named(effect: Effect): string {
  return effect.type === "send" ? effect.signal : effect.type === "finish" ? `finish: ${effect.reason}` : effect.type;
}

/** The first question was asked and heard: it is the candidate's turn at 10 s. */
function yourTurn(options = {}): Interview {
  const interview = new Interview(0, options);
  interview
    .at(0, { type: "opened", resumed: false })
    .at(5_000, { ...SPEAKS, playedAt: 10_000 }, { ...COMPLETE, playedAt: 10_000 });
  interview.at(10_000, { type: "tick" });
  interview.taken();
  return interview;
}

describe("turns", () => {
  it("begin with ours, which asks for the first question; nothing is sent before the line is there", () => {
    const interview = new Interview();
    expect(listens(interview.state)).toBe(false);
    interview.at(100, { type: "opened", resumed: false });
    expect(interview.taken()).toEqual(["begin"]);
    expect(interview.state).toMatchObject({ phase: "live", turn: "thinking" });
  });
  it("are the candidate's when the question has been heard, not when it has been sent", () => {
    const interview = new Interview().at(0, { type: "opened", resumed: false });
    interview.at(1_000, { ...SPEAKS, playedAt: 8_000 }, { ...COMPLETE, playedAt: 8_000 });
    expect(interview.at(7_999, { type: "tick" }).state.turn).toBe("interviewer");
    expect(interview.at(8_000, { type: "tick" }).state.turn).toBe("yours");
  });
  it("end with a pause after speech, and not with one before it", () => {
    const interview = yourTurn();
    interview.at(20_000, { type: "silence", quietMs: 9_000 });
    expect(interview.state.turn).toBe("yours");
    interview.at(21_000, { type: "speech", lastingMs: 100 }, { type: "silence", quietMs: 2_499 });
    expect(interview.state.turn).toBe("yours");
    interview.at(24_000, { type: "silence", quietMs: 2_500 });
    expect(interview.state.turn).toBe("thinking");
  });
  it("are the candidate's at once when the interviewer is interrupted, and the player is silenced", () => {
    const interview = new Interview()
      .at(0, { type: "opened", resumed: false })
      .at(1_000, { ...SPEAKS, playedAt: 9_000 });
    interview.taken();
    interview.at(2_000, { ...FRAME, interrupted: true, playedAt: 9_000 }, { ...COMPLETE, playedAt: 2_000 });
    expect(interview.taken()).toEqual(["silence-player"]);
    expect(interview.state).toMatchObject({ turn: "yours", playedAt: 2_000 });
  });
  it("can be taken while all has been sent and is still being played, by speech and not by a cough", () => {
    const interview = new Interview().at(0, { type: "opened", resumed: false });
    interview.at(1_000, { ...SPEAKS, playedAt: 9_000 });
    interview.taken();
    interview.at(2_000, { type: "speech", lastingMs: 900 });
    expect(interview.taken(), "the provider itself stops what it is still sending").toEqual([]);
    interview.at(2_500, { ...COMPLETE, playedAt: 9_000 }).at(3_000, { type: "speech", lastingMs: 399 });
    expect(interview.taken()).toEqual([]);
    interview.at(3_100, { type: "speech", lastingMs: 400 });
    expect(interview.taken()).toEqual(["silence-player"]);
    expect(interview.state).toMatchObject({ turn: "yours", spoke: true });
  });
  it("end by themselves when nobody says so: heard out, and four seconds without a frame", () => {
    const interview = new Interview()
      .at(0, { type: "opened", resumed: false })
      .at(1_000, { ...SPEAKS, playedAt: 9_000 });
    expect(interview.at(12_999, { type: "tick" }).state.turn).toBe("interviewer");
    expect(interview.at(13_000, { type: "tick" }).state.turn).toBe("yours");
  });
});

describe("a moment", () => {
  it("sends nothing, so that no silence ends the turn", () => {
    const interview = yourTurn().at(11_000, { type: "speech", lastingMs: 100 }, { type: "moment", on: true });
    expect(listens(interview.state)).toBe(false);
    interview.at(60_000, { type: "silence", quietMs: 49_000 }, { type: "tick" });
    expect(interview.state.turn).toBe("yours");
    expect(interview.taken()).toEqual([]);
    expect(listens(interview.at(61_000, { type: "moment", on: false }).state)).toBe(true);
  });
  it("outlasts a reconnection", () => {
    const interview = yourTurn().at(
      11_000,
      { type: "moment", on: true },
      { type: "lost" },
      { type: "opened", resumed: true },
    );
    expect(interview.state).toMatchObject({ moment: true, turn: "yours", phase: "live" });
  });
});

describe("the microphone", () => {
  it("when muted tells that the stream ends, and what was said is answered", () => {
    const interview = yourTurn().at(11_000, { type: "speech", lastingMs: 100 }, { type: "mute", on: true });
    expect(interview.taken()).toEqual(["audio-stream-end"]);
    expect(interview.state).toMatchObject({ muted: true, turn: "thinking" });
    expect(listens(interview.at(12_000, { type: "mute", on: false }).state)).toBe(true);
    expect(interview.taken()).toEqual([]);
  });
  it("when muted before a word leaves the turn where it is, and stays so over a reconnection", () => {
    const interview = yourTurn().at(11_000, { type: "mute", on: true });
    expect(interview.state.turn).toBe("yours");
    interview.at(12_000, { type: "lost" }, { type: "mute", on: true }, { type: "opened", resumed: true });
    expect(listens(interview.state)).toBe(false);
  });
  it("is not sent while somebody types, and what is typed is answered", () => {
    const interview = yourTurn().at(11_000, { type: "typing", on: true });
    expect(listens(interview.state)).toBe(false);
    interview.at(12_000, { type: "typed" });
    expect(interview.state.turn).toBe("thinking");
    expect(interview.taken()).toEqual([]);
  });
  it("what is typed into a question stops it", () => {
    const interview = new Interview()
      .at(0, { type: "opened", resumed: false })
      .at(1_000, { ...SPEAKS, playedAt: 9_000 });
    interview.taken();
    expect(interview.at(2_000, { type: "typed" }).taken()).toEqual(["silence-player"]);
  });
});

describe("turns that end with Done", () => {
  it("are marked at both ends, and no pause ends them", () => {
    const interview = new Interview(0, { manual: true }).at(0, { type: "opened", resumed: false });
    interview.taken();
    interview.at(1_000, { ...SPEAKS, playedAt: 4_000 }, { ...COMPLETE, playedAt: 4_000 });
    expect(listens(interview.state), "an echo of the interviewer is no answer").toBe(false);
    interview.at(4_000, { type: "tick" });
    expect(interview.taken()).toEqual(["activity-start"]);
    expect(listens(interview.state)).toBe(true);
    interview.at(30_000, { type: "speech", lastingMs: 100 }, { type: "silence", quietMs: 20_000 });
    expect(interview.state.turn).toBe("yours");
    interview.at(31_000, { type: "done" }, { type: "done" });
    expect(interview.taken()).toEqual(["activity-end"]);
    expect(interview.state.turn).toBe("thinking");
  });
  it("are never ended as a stream, which only automatic turns know", () => {
    expect(yourTurn({ manual: true }).at(11_000, { type: "mute", on: true }).taken()).toEqual([]);
  });
  it("can be taken while the interviewer speaks, and end with what is typed", () => {
    const interview = new Interview(0, { manual: true })
      .at(0, { type: "opened", resumed: false })
      .at(1_000, { ...SPEAKS, playedAt: 9_000 });
    interview.taken();
    expect(interview.at(2_000, { type: "cut-in" }).taken()).toEqual(["silence-player", "activity-start"]);
    expect(interview.at(3_000, { type: "typed" }).taken()).toEqual(["activity-end"]);
  });
  it("are marked anew on a new line", () => {
    const interview = yourTurn({ manual: true }).at(11_000, { type: "lost" });
    interview.taken();
    expect(interview.at(12_000, { type: "opened", resumed: true }).taken()).toEqual(["activity-start"]);
  });
});

describe("a line that is lost", () => {
  it("is tried again after 0, 1, 2, 4 and 8 seconds, and then a person is asked", () => {
    const interview = yourTurn();
    let now = 11_000;
    for (const wait of [0, 1_000, 2_000, 4_000, 8_000]) {
      interview.at(now, { type: "lost" });
      expect(interview.taken()).toEqual(["hang-up"]);
      expect(interview.state.phase).toBe("reconnecting");
      if (wait > 0) expect(interview.at(now + wait - 1, { type: "tick" }).taken()).toEqual([]);
      expect(interview.at((now += wait), { type: "tick" }).taken()).toEqual(["connect"]);
    }
    interview.at(now, { type: "lost" });
    expect(interview.state).toMatchObject({ phase: "failed", reason: "unreachable" });
    interview.taken();
    expect(interview.at(now + MINUTE, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(now + MINUTE, { type: "retry" }).taken()).toEqual(["connect"]);
  });
  it("counts as restored when it carries something", () => {
    const interview = yourTurn().at(11_000, { type: "lost" }, { type: "opened", resumed: true });
    expect(interview.state.attempts).toBe(1);
    expect(interview.at(12_000, SPEAKS).state.attempts).toBe(0);
  });
  it("in the interviewer's turn is asked to go on; in the candidate's nobody says anything", () => {
    const theirs = new Interview().at(0, { type: "opened", resumed: false }).at(1_000, SPEAKS, { type: "lost" });
    theirs.taken();
    expect(theirs.at(2_000, { type: "opened", resumed: true }).taken()).toEqual(["go-on"]);
    const yours = yourTurn().at(11_000, { type: "lost" });
    yours.taken();
    expect(yours.at(12_000, { type: "opened", resumed: true }).taken()).toEqual([]);
    expect(yours.state.turn).toBe("yours");
  });
  it("that comes back without its memory is asked to go on, whoever's turn it was", () => {
    const interview = yourTurn().at(11_000, { type: "lost" });
    interview.taken();
    expect(interview.at(12_000, { type: "opened", resumed: false }).taken()).toEqual(["go-on"]);
  });
  it("waits while there is no network, and goes on as soon as there is one", () => {
    const interview = yourTurn().at(11_000, { type: "online", on: false });
    expect(interview.state).toMatchObject({ phase: "reconnecting", offline: true });
    interview.taken();
    expect(interview.at(40_000, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(50_000, { type: "online", on: true }, { type: "tick" }).taken()).toEqual(["connect"]);
  });
  it("for which there is no other session goes no further", () => {
    const interview = yourTurn().at(11_000, { type: "refused", reason: "spent" });
    expect(interview.taken()).toEqual(["hang-up"]);
    expect(interview.state).toMatchObject({ phase: "failed", reason: "spent" });
    expect(interview.at(12_000, { type: "end" }).taken()).toEqual(["hang-up", "finish: ended"]);
  });
});

describe("an end that is announced", () => {
  it("is not waited for: the line is renewed when nobody speaks", () => {
    const interview = new Interview().at(0, { type: "opened", resumed: false });
    interview.at(
      1_000,
      { ...SPEAKS, playedAt: 9_000 },
      { ...COMPLETE, playedAt: 9_000 },
      { ...FRAME, playedAt: 9_000, goAwayMs: 50_000 },
    );
    interview.taken();
    expect(interview.at(8_000, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(9_000, { type: "tick" }).taken()).toEqual(["hang-up"]);
    expect(interview.at(9_100, { type: "tick" }).taken()).toEqual(["connect"]);
  });
  it("is waited for while the candidate speaks, until three seconds before", () => {
    const interview = yourTurn().at(11_000, { type: "speech", lastingMs: 100 }, { ...FRAME, goAwayMs: 20_000 });
    expect(interview.at(27_999, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(28_000, { type: "tick" }).taken()).toEqual(["hang-up"]);
  });
});

describe("the watchdog", () => {
  it("asks after 15 s without an answer, and reconnects after 15 more", () => {
    const interview = yourTurn().at(20_000, { type: "typed" });
    expect(interview.at(34_999, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(35_000, { type: "tick" }).taken()).toEqual(["go-on"]);
    expect(interview.at(49_999, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(50_000, { type: "tick" }).taken()).toEqual(["hang-up"]);
    expect(interview.state.phase).toBe("reconnecting");
  });
  it("counts from the last frame, and not at all while the candidate has the word", () => {
    const interview = yourTurn().at(20_000, { type: "typed" }).at(30_000, FRAME);
    expect(interview.at(44_999, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(45_000, { type: "tick" }).taken()).toEqual(["go-on"]);
    expect(
      yourTurn()
        .at(10 * MINUTE, { type: "tick" })
        .taken(),
    ).toEqual([]);
  });
});

describe("time", () => {
  it("is warned of once, two minutes before the end, and then it is over", () => {
    const interview = yourTurn();
    expect(interview.at(28 * MINUTE - 1, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(28 * MINUTE, { type: "tick" }).taken()).toEqual(["warn"]);
    expect(interview.at(29 * MINUTE, { type: "tick" }).taken()).toEqual([]);
    expect(interview.at(30 * MINUTE, { type: "tick" }).taken()).toEqual(["hang-up", "finish: time"]);
    expect(interview.at(31 * MINUTE, { type: "tick" }, { type: "end" }, SPEAKS).taken()).toEqual([]);
    expect(interview.state).toMatchObject({ phase: "over", reason: "time" });
  });
  it("passes while the line is lost too", () => {
    expect(
      yourTurn()
        .at(30 * MINUTE, { type: "lost" })
        .taken(),
    ).toEqual(["hang-up", "finish: time"]);
  });
});

describe("another tab", () => {
  it("takes the interview, and this one neither goes on nor ends it", () => {
    const interview = yourTurn().at(11_000, { type: "superseded" });
    expect(interview.taken()).toEqual(["hang-up"]);
    expect(interview.at(40 * MINUTE, { type: "tick" }, { type: "lost" }, { type: "end" }).taken()).toEqual([]);
    expect(interview.state.phase).toBe("superseded");
  });
});
