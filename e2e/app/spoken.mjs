// Spoken interview as people hold it: a microphone that speaks, captions, what is stored, what can be done meanwhile.

import assert from "node:assert/strict";
import { LAPTOP, PHONE } from "../browser.mjs";
import { check } from "../lib.mjs";
import { assertReleased, listen, openCall } from "./call.mjs";
import { broken, sound, tabs, time, unplugged } from "./call-troubles.mjs";
import { launchSpeaking } from "./microphone.mjs";

/** An answer, and time for the interviewer to come in. */
const ANSWERS = [{ speech: 1.5, pause: 5 }];
/** Nobody speaks. */
const SILENCE = [{ pause: 5 }];
/** 40 ms of 16-bit samples at 16 kHz. */
const FRAME_BYTES = 1_280;

export async function spoken(world) {
  const [speaking, silent] = [await launchSpeaking(ANSWERS), await launchSpeaking(SILENCE)];
  try {
    for (const part of [conversation, manual]) await part(world, speaking);
    for (const part of [controls, sound, broken, unplugged, tabs, time]) await part(world, silent);
  } finally {
    await speaking.close();
    await silent.close();
  }
}

/** From the lobby to the review, with nothing between the page and the emulator. */
async function conversation(world, browser) {
  await check(
    "what is spoken is heard, captioned and stored; the end leads to the review, and the microphone is given back",
    async () => {
      let wire;
      const call = await openCall(world, { browser, before: (page) => (wire = listen(page)) });
      await call.line(/built a queue/).catch((error) => {
        throw new Error(`${error.message}\nloudest of each second that was sent: ${wire.loudness()}`);
      });
      await call.line(/Nobody paid twice/);
      await call.line(/Every payment has a key/);
      await call.shot("call-phone");
      assert.deepEqual(wire.sent()[0], { setup: { model: "models/gemini-3.8-live" } });
      assert.deepEqual(wire.sent()[1].clientContent.turns, [{ role: "user", parts: [{ text: "Please begin." }] }]);
      const sizes = new Set(wire.audio().map(({ data }) => Buffer.from(data, "base64").length));
      assert.deepEqual([...sizes], [FRAME_BYTES]);
      assert.deepEqual(new Set(wire.audio().map(({ mimeType }) => mimeType)), new Set(["audio/pcm;rate=16000"]));
      const shown = await call.lines();
      await call.end();
      await assertReleased(call.page);
      await wire.closed(0);
      const { items, pacing } = await call.api("GET", `/api/interviews/${call.id}/transcript`);
      assert.deepEqual(
        items.slice(0, shown.length).map(({ text }) => text),
        shown,
      );
      assert.deepEqual(
        items.slice(0, 3).map(({ speaker }) => speaker),
        ["interviewer", "candidate", "interviewer"],
      );
      assert.equal(pacing.basis, "spans");
      const interview = await call.api("GET", `/api/interviews/${call.id}`);
      assert.deepEqual([interview.state, interview.kind], ["finished", "voice"]);
      call.assertQuiet();
      await call.context.close();
    },
  );
  await check("a call is fit for every screen: axe, 320 px, the policy; on a phone and on a laptop", async () => {
    for (const [name, viewport] of [
      ["phone", PHONE],
      ["laptop", LAPTOP],
    ]) {
      const call = await openCall(world, { browser, viewport, colorScheme: name === "laptop" ? "dark" : "light" });
      await call.who("Your turn");
      await call.assertScreen();
      await call.shot(`call-turn-${name}`);
      await call.button("Type instead").click();
      await call.assertScreen();
      await call.shot(`call-typing-${name}`);
      await call.button("End").click();
      await call.assertScreen();
      await call.shot(`call-end-${name}`);
      await call.context.close();
    }
  });
}

async function controls(world, browser) {
  await check(
    "muted nothing is sent, and the provider is told; a moment sends nothing either, and ends no turn",
    async () => {
      let wire;
      const call = await openCall(world, { browser, before: (page) => (wire = listen(page)) });
      await call.who("Your turn");
      const silentFor = async (milliseconds) => {
        // What was on its way when the button was pressed.
        await call.page.waitForTimeout(200);
        const before = wire.audio().length;
        await call.page.waitForTimeout(milliseconds);
        return wire.audio().length === before;
      };
      assert.equal(await silentFor(300), false, "the microphone is sent while it is on");
      await call.button("Mute").click();
      await call.who("muted");
      assert.equal(await silentFor(500), true);
      assert.deepEqual(wire.signals(), [{ audioStreamEnd: true }]);
      await call.button("Muted").click();
      await call.button("I need a moment").click();
      await call.who("Take your time");
      await call.assertScreen();
      await call.shot("call-moment");
      assert.equal(await silentFor(2_500), true);
      assert.equal(wire.signals().length, 1);
      assert.equal((await call.lines()).length, 1, "nobody came in");
      await call.button("I am ready").click();
      await call.who("Your turn");
      assert.equal(await silentFor(300), false);
      await call.context.close();
    },
  );
  await check("what is typed is answered, is stored as it was typed, and is kept while it is written", async () => {
    const call = await openCall(world, { browser });
    await call.who("Your turn");
    await call.button("Type instead").click();
    const area = call.page.getByLabel("Your answer in writing");
    await area.fill("We measured, and then we agreed.");
    await call.button("Speak instead").click();
    await call.button("Type instead").click();
    assert.equal(await area.inputValue(), "We measured, and then we agreed.");
    await area.press("Control+Enter");
    await call.line(/Nobody paid twice/);
    assert.equal(await area.inputValue(), "");
    assert.equal((await call.lines())[1], "We measured, and then we agreed.");
    await call.end();
    const { items } = await call.api("GET", `/api/interviews/${call.id}/transcript`);
    assert.deepEqual(
      items.map(({ speaker }) => speaker),
      ["interviewer", "candidate", "interviewer"],
    );
    call.assertQuiet();
    await call.context.close();
  });
  await check("by keyboard alone: type an answer, send it, end the interview", async () => {
    const call = await openCall(world, { browser });
    await call.who("Your turn");
    await call.button("Type instead").focus();
    await call.page.keyboard.press("Enter");
    await call.page.waitForFunction(() => document.activeElement.id === "typed-turn");
    await call.page.keyboard.type("By keyboard.");
    await call.page.keyboard.press("Control+Enter");
    await call.line(/By keyboard/);
    await call.button("End").focus();
    const question = call.page.getByRole("dialog");
    await call.page.keyboard.press("Enter");
    await question.waitFor();
    await call.page.keyboard.press("Escape");
    await question.waitFor({ state: "hidden" });
    await call.page.keyboard.press("Enter");
    await question.waitFor();
    await call.page.keyboard.press("Tab");
    await call.page.keyboard.press("Enter");
    await call.page.waitForURL("**/review");
    await call.context.close();
  });
}

async function manual(world, browser) {
  await check("turns that end with Done are marked at both ends, and no pause ends one", async () => {
    let wire;
    const call = await openCall(world, { browser, manual: true, before: (page) => (wire = listen(page)) });
    await call.who("Your turn");
    await call.shot("call-manual");
    // Longer than an answer and the pause behind it.
    await call.page.waitForTimeout(7_000);
    await call.who("Your turn");
    assert.equal((await call.lines()).length, 1);
    assert.deepEqual(wire.signals(), [{ activityStart: {} }]);
    await call.button("Done").click();
    await call.line(/built a queue/);
    await call.line(/Nobody paid twice/);
    await call.who("Your turn");
    assert.deepEqual(wire.signals(), [{ activityStart: {} }, { activityEnd: {} }, { activityStart: {} }]);
    await call.assertScreen();
    await call.end();
    await call.context.close();
  });
}
