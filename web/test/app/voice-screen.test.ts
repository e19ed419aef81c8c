// Words of a call's screen: who speaks, what is said to calm, how much time is left.

import { describe, expect, it } from "vitest";
import { type Connection, connecting } from "../../app/src/voice/connection-state.ts";
import { microphoneWords, reassurance, timeLeft, whoSpeaks } from "../../app/src/screens/spoken/words.ts";

const LIVE: Connection = { ...connecting(0), phase: "live", begun: true, turn: "yours" };

describe("time left", () => {
  it("is whole minutes, rounded up, and from two minutes on seconds", () => {
    expect([1_800_000, 1_740_001, 1_740_000, 120_001].map(timeLeft)).toEqual([
      "30 min left",
      "30 min left",
      "29 min left",
      "3 min left",
    ]);
    expect([120_000, 119_999, 60_000, 9_001, 1, 0, -5_000].map(timeLeft)).toEqual([
      "2:00 left",
      "2:00 left",
      "1:00 left",
      "0:10 left",
      "0:01 left",
      "0:00 left",
      "0:00 left",
    ]);
  });
});

describe("who speaks", () => {
  const said = (changes: Partial<Connection>) => whoSpeaks({ ...LIVE, ...changes });
  it("is one of three while the line is there", () => {
    expect(said({})).toBe("Your turn");
    expect(said({ turn: "interviewer" })).toBe("The interviewer is speaking");
    expect(said({ turn: "thinking" })).toBe("The interviewer is thinking");
  });
  it("says what somebody has chosen, in their own turn alone", () => {
    expect(said({ moment: true })).toBe("Take your time");
    expect(said({ typing: true })).toBe("Your turn: type your answer");
    expect(said({ muted: true })).toBe("Your turn, and you are muted");
    expect(said({ muted: true, turn: "interviewer" })).toBe("The interviewer is speaking");
  });
  it("says what became of the line before anything else", () => {
    expect(said({ offline: true, phase: "reconnecting" })).toBe("You are offline");
    expect(said({ phase: "reconnecting", moment: true })).toBe("Reconnecting");
    expect(said({ phase: "connecting", begun: false })).toBe("Calling the interviewer");
    expect(said({ phase: "superseded", offline: true })).toBe("The interview goes on in another tab");
    expect(said({ phase: "over" })).toBe("The interview is over");
  });
});

describe("what stands below it", () => {
  it("says that nothing is lost whenever the line is", () => {
    for (const changes of [{ offline: true }, { phase: "reconnecting" }, { phase: "connecting" }] as const) {
      expect(reassurance({ ...LIVE, ...changes })).toContain("What was said is kept.");
    }
    expect(reassurance(LIVE)).toBeUndefined();
  });
  it("says of the microphone what is true of it", () => {
    expect(microphoneWords(LIVE)).toBe("Your microphone is on");
    expect(microphoneWords({ ...LIVE, muted: true })).toBe("Your microphone is off");
    expect(microphoneWords({ ...LIVE, typing: true })).toBe("Your microphone waits");
    expect(microphoneWords({ ...LIVE, manual: true, turn: "interviewer" })).toBe("Your microphone waits for your turn");
    expect(microphoneWords({ ...LIVE, phase: "reconnecting" })).toBe("Your microphone is not sent now");
  });
});
