// Spoken interview as people hold it: a microphone in which somebody speaks, captions, what is stored, and what goes wrong.

import assert from "node:assert/strict";
import { LAPTOP, PHONE } from "../browser.mjs";
import { check } from "../lib.mjs";
import {
  assertReleased,
  assertStored,
  audible,
  between,
  listen,
  openCall,
  waitForSilence,
  waitForSound,
} from "./call.mjs";
import { launchSpeaking } from "./microphone.mjs";

/** An answer, and time for the interviewer to come in. */
const ANSWERS = [{ speech: 1.5, pause: 5 }];
/** Nobody speaks. */
const SILENCE = [{ pause: 5 }];
/** 40 ms of 16-bit samples at 16 kHz. */
const FRAME_BYTES = 1_280;
const MINUTE = 60_000;
const PARTS = [conversation, controls, manual, sound, broken, tabs, time];

export async function spoken(world, parts = PARTS) {
  const [speaking, silent] = [await launchSpeaking(ANSWERS), await launchSpeaking(SILENCE)];
  try {
    for (const part of parts) await part(world, { speaking, silent });
  } finally {
    await speaking.close();
    await silent.close();
  }
}

/** From the lobby to the review, with nothing between the page and the emulator. */
export async function conversation(world, { speaking: browser }) {
  await check(
    "what is spoken is heard, captioned and stored; the end leads to the review, and the microphone is given back",
    async () => {
      let wire;
      const call = await openCall(world, { browser, before: (page) => (wire = listen(page)) });
      await call.line(/built a queue/);
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
      assert.equal(wire.sockets[0].closed, true);
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

export async function controls(world, { silent: browser }) {
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
    await call.page.keyboard.type("By keyboard.");
    await call.page.keyboard.press("Control+Enter");
    await call.line(/By keyboard/);
    await call.button("End").focus();
    await call.page.keyboard.press("Enter");
    await call.page.keyboard.press("Escape");
    await call.page.keyboard.press("Enter");
    await call.page.keyboard.press("Tab");
    await call.page.keyboard.press("Enter");
    await call.page.waitForURL("**/review");
    await call.context.close();
  });
}

export async function manual(world, { speaking: browser }) {
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

export async function sound(world, { silent: browser }) {
  await check(
    "the interviewer is heard; spoken into, it is silent at once, and the line says that it was cut",
    async () => {
      let sockets;
      let over = false;
      const fromServer = (frame) => (over ? null : audible(frame, 1_500));
      const before = async (page) => (sockets = await between(page, { fromServer }));
      const call = await openCall(world, { browser, before, silent: true });
      await waitForSound(call.page);
      await call.who("speaking");
      await call.shot("call-speaking");
      over = true;
      sockets[0].say({ serverContent: { interrupted: true } });
      await waitForSilence(call.page, 1_000);
      await call.who("Your turn");
      await call.end();
      await call.context.close();
    },
  );
  await check("what is transcribed twice or late stands there once, and where it belongs", async () => {
    const heard = (text) => ({ serverContent: { inputTranscription: { text } } });
    const fromServer = (frame, line) => {
      if (!frame.serverContent?.outputTranscription?.text.startsWith("Nobody")) return frame;
      line.say(heard("I wrote "));
      line.say(heard("the second version."));
      line.say(heard("I wrote "));
      line.say(heard("the second version."));
      line.say(frame);
      line.say(heard("I wrote the second version"));
      return null;
    };
    const call = await openCall(world, { browser, before: (page) => between(page, { fromServer }) });
    await call.who("Your turn");
    await call.button("Type instead").click();
    await call.page.getByLabel("Your answer in writing").fill("First.");
    await call.button("Send").click();
    await call.line(/how did you make sure/);
    assert.deepEqual((await call.lines()).slice(1), [
      "First.",
      "I wrote the second version.",
      "Nobody paid twice, even after a crash: how did you make sure of that?",
    ]);
    await call.context.close();
  });
}

export async function broken(world, { silent: browser }) {
  const secondSetup = (sockets) => sockets.length > 1 && sockets[1].sent.length > 0;
  const until = async (holds, what) => {
    for (let tries = 0; tries < 400 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok(holds(), what);
  };
  await check("a line that breaks in a question is taken up again, and nothing that was said is lost", async () => {
    let broke = false;
    const fromServer = (frame, line) => {
      if (!broke && frame.serverContent?.outputTranscription?.text.includes("after")) {
        broke = true;
        line.close(1011, "Deadline expired before operation could complete.");
        return null;
      }
      return frame;
    };
    let sockets;
    const before = async (page) => (sockets = await between(page, { fromServer }));
    const call = await openCall(world, { browser, before });
    await call.who("Your turn");
    await call.button("Type instead").click();
    await call.page.getByLabel("Your answer in writing").fill("Before it broke.");
    await call.button("Send").click();
    await until(() => secondSetup(sockets), "there is a second session");
    await call.line(/Good. Now imagine|how did you make sure/);
    const prompts = sockets[1].sent.flatMap(({ clientContent }) => clientContent?.turns[0].parts[0].text ?? []);
    assert.deepEqual(prompts, ["Please go on."]);
    const shown = await call.lines();
    assert.ok(shown.includes("Before it broke."));
    assert.ok(!shown.includes("Please go on."), "that was said by nobody");
    await call.end();
    const { items } = await call.api("GET", `/api/interviews/${call.id}/transcript`);
    assert.ok(items.some(({ text }) => text === "Before it broke."));
    await call.context.close();
  });
  await check(
    "an end that is announced renews the line in a pause, with the last handle, and nobody has to speak again",
    async () => {
      let sockets;
      const call = await openCall(world, { browser, before: async (page) => (sockets = await between(page)) });
      await call.who("Your turn");
      sockets[0].say({ goAway: { timeLeft: "50s" } });
      await until(() => secondSetup(sockets), "there is a second session");
      await call.who("Your turn");
      // An emulated interviewer without the handle would begin with its first question again.
      assert.equal(
        sockets[1].sent.some(({ clientContent }) => clientContent),
        false,
        "it is the candidate's turn still",
      );
      await call.button("Type instead").click();
      await call.page.getByLabel("Your answer in writing").fill("After it.");
      await call.button("Send").click();
      await call.line(/Nobody paid twice/);
      await assertStored(call);
      await call.context.close();
    },
  );
  await check("without a network the page says so, keeps what was said, and goes on by itself", async () => {
    const call = await openCall(world, { browser });
    await call.who("Your turn");
    await call.context.setOffline(true);
    await call.who("You are offline");
    await call.shot("call-offline");
    await call.context.setOffline(false);
    await call.who("Your turn");
    await call.button("Type instead").click();
    await call.page.getByLabel("Your answer in writing").fill("Back again.");
    await call.button("Send").click();
    await call.line(/Nobody paid twice/);
    await call.end();
    await call.context.close();
  });
  await check(
    "a session that is never confirmed, and one that is refused for good, are told, with a way on",
    async () => {
      const refuse = (page) =>
        page.route("**/voice", (route) =>
          route.fulfill({
            status: 409,
            contentType: "application/problem+json",
            body: JSON.stringify({
              type: "/reference#problem-voice-spent",
              title: "Voice spent",
              status: 409,
              detail: "This interview was connected as often as can be.",
              code: "voice-spent",
              requestId: "req_test",
            }),
          }),
        );
      const call = await openCall(world, { browser, before: refuse, silent: true });
      await call.who("The line is down");
      await call.page.getByText("connected as often as can be").waitFor();
      await call.assertScreen();
      await call.shot("call-refused");
      await call.page.getByRole("link", { name: "Hold it in writing" }).click();
      await call.page.waitForURL("**/written");
      await assertReleased(call.page);
      await call.context.close();
    },
  );
  await check("after a reload a tap goes on where it was, with the captions and the numbers", async () => {
    const call = await openCall(world, { browser });
    await call.who("Your turn");
    await call.button("Type instead").click();
    await call.page.getByLabel("Your answer in writing").fill("Said before the reload.");
    await call.button("Send").click();
    await call.line(/Nobody paid twice/);
    await call.page.reload();
    await call.page.getByText("The interview is not over").waitFor();
    await call.assertScreen();
    await call.shot("call-after-reload");
    await call.button("Go on").click();
    await call.line(/Said before the reload/);
    await call.who(/Your turn|thinking|speaking/);
    await call.end();
    const { items } = await call.api("GET", `/api/interviews/${call.id}/transcript`);
    assert.ok(items.some(({ text }) => text === "Said before the reload."));
    await call.context.close();
  });
}

export async function tabs(world, { silent: browser }) {
  await check(
    "another tab takes the interview over: the first says so, gives the microphone back, and offers to take it back",
    async () => {
      const call = await openCall(world, { browser });
      await call.who("Your turn");
      const second = await call.context.newPage();
      await second.goto(call.page.url());
      await second.getByRole("button", { name: "Go on" }).click();
      await call.who("another tab");
      await assertReleased(call.page);
      await call.assertScreen();
      await call.shot("call-superseded");
      await second
        .locator(".floor .who")
        .filter({ hasText: /Your turn|speaking|thinking/ })
        .waitFor();
      await call.button("Go on here").click();
      await call.page.getByText("The interview is not over").waitFor();
      await call.button("Go on").waitFor();
      await call.context.close();
    },
  );
}

export async function time(world, { silent: browser }) {
  /** The server's answer, with less time. */
  const shorten = (milliseconds) => (page) =>
    page.route("**/voice", async (route) => {
      const reply = await route.fetch();
      const session = await reply.json();
      const now = Date.parse(reply.headers().date);
      await route.fulfill({
        response: reply,
        json: { ...session, expiresAt: new Date(now + milliseconds).toISOString() },
      });
    });
  await check("two minutes before the end it is said, once", async () => {
    const call = await openCall(world, { browser, before: shorten(2 * MINUTE + 3_000) });
    const warning = call.page.getByText("2 minutes left. Finish this answer.");
    await warning.waitFor();
    assert.equal(await warning.count(), 1);
    await call.page.getByText(/^1:\d\d left$/).waitFor();
    await call.assertScreen();
    await call.shot("call-two-minutes");
    await call.context.close();
  });
  await check("when the time is up the interview ends by itself, and leads to its review", async () => {
    const call = await openCall(world, { browser, before: shorten(8_000) });
    await call.page.waitForURL("**/review");
    await assertReleased(call.page);
    assert.equal((await call.api("GET", `/api/interviews/${call.id}`)).state, "finished");
    await call.context.close();
  });
}
