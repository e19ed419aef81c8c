// Troubles of a call: interruptions, late words, lines that break, a reload, a second tab, the end of the time.

import assert from "node:assert/strict";
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

const MINUTE = 60_000;

export async function sound(world, browser) {
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

/** The server has too much to do: the words are to be sent again. */
function refuseForNow(route) {
  const problem = { type: "about:blank", title: "Too many", status: 429, code: "RATE_LIMIT", requestId: "req_test" };
  return route.fulfill({
    status: 429,
    headers: { "Retry-After": "1" },
    contentType: "application/problem+json",
    body: JSON.stringify({ ...problem, detail: "Later, please." }),
  });
}

export async function broken(world, browser) {
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
  await check("a session that is never confirmed is given up after 10 seconds, and another one is opened", async () => {
    let sockets;
    const fromServer = (frame, line) => (frame.setupComplete && sockets[0] === line ? null : frame);
    const before = async (page) => (sockets = await between(page, { fromServer }));
    const call = await openCall(world, { browser, before });
    await call.who("Your turn");
    assert.ok(sockets.length > 1);
    assert.deepEqual(sockets[0].sent, [{ setup: { model: "models/gemini-3.8-live" } }], "nothing is said before");
    await call.context.close();
  });
  await check("a session that is refused for good is told, with a way on", async () => {
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
  });
  await check("after a reload a tap goes on where it was, and sends what could not be sent before", async () => {
    const call = await openCall(world, { browser });
    await call.who("Your turn");
    await call.page.route("**/utterances", refuseForNow);
    await call.button("Type instead").click();
    await call.page.getByLabel("Your answer in writing").fill("Said before the reload.");
    await call.button("Send").click();
    await call.line(/Nobody paid twice/);
    await call.page.reload();
    await call.page.getByText("The interview is not over").waitFor();
    await call.assertScreen();
    await call.shot("call-after-reload");
    await call.page.unroute("**/utterances");
    await call.button("Go on").click();
    await call.line(/Said before the reload/);
    await call.who(/Your turn|thinking|speaking/);
    await assertStored(call);
    await call.end();
    await call.context.close();
  });
}

export async function unplugged(world, browser) {
  await check("a microphone that is unplugged is told, the call goes on, and a tap brings it back", async () => {
    let wire;
    const call = await openCall(world, { browser, before: (page) => (wire = listen(page)) });
    await call.who("Your turn");
    await call.page.evaluate(() => {
      for (const track of window.audioWatch.microphones) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    });
    const note = call.page.getByText("The microphone is gone.");
    await note.waitFor();
    await call.assertScreen();
    await call.shot("call-unplugged");
    await call.button("Try again").click();
    await note.waitFor({ state: "detached" });
    const before = wire.audio().length;
    await call.page.waitForTimeout(1_000);
    assert.ok(wire.audio().length > before, "it is heard again");
    assert.equal(wire.sockets.length, 1, "on the same line");
    await call.end();
    await assertReleased(call.page);
    await call.context.close();
  });
}

export async function tabs(world, browser) {
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

export async function time(world, browser) {
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
