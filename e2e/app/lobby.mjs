// Lobby: the device check before an interview. Nothing is created before the microphone works.

import assert from "node:assert/strict";
import { LAPTOP, PHONE, launch } from "../browser.mjs";
import { check } from "../lib.mjs";
import { allow, openLobby, waitForSilence, waitForSound } from "./call.mjs";
import { launchDenied, launchSpeaking } from "./microphone.mjs";

/** Nothing but noise of one's own: somebody who speaks at once. */
const SPEAKS = [{ speech: 2, pause: 0.5 }];

export async function lobby(world) {
  const browser = await launchSpeaking(SPEAKS);
  await withBrowser(browser, () => working(world, browser));
  await withBrowser(await launchDenied(), (denied) => failing(world, denied, /The microphone is blocked/, "denied"));
  await withBrowser(await launch(), (none) => failing(world, none, /No microphone found/, "none"));
  await withBrowser(await launchSpeaking(SPEAKS), (plain) => uses(world, plain));
}

async function withBrowser(browser, act) {
  try {
    await act(browser);
  } finally {
    await browser.close();
  }
}

const interviews = async ({ api, job }) => (await api("GET", `/api/interviews?jobInfoId=${job.id}`)).items;

async function working(world, browser) {
  await check(
    "the microphone is heard and the tone is played before anything is created; fit for every screen",
    async () => {
      for (const [name, viewport, colorScheme] of [
        ["phone", PHONE, "light"],
        ["phone-dark", PHONE, "dark"],
        ["laptop", LAPTOP, "light"],
      ]) {
        const lobby = await openLobby(world, { browser, viewport, colorScheme });
        const { page } = lobby;
        await allow(page);
        await page.getByRole("heading", { name: "We can hear you" }).waitFor();
        const strokes = page.locator(".check .strokes .on").first();
        await page.waitForFunction(
          (path) => path.getAttribute("d").split("M").length > 4,
          await strokes.elementHandle(),
        );
        await page.getByRole("button", { name: "Play the tone" }).click();
        await waitForSound(page);
        await page.getByRole("button", { name: "Play it again" }).waitFor();
        await waitForSilence(page, 2_000);
        await lobby.assertScreen();
        await lobby.shot(`lobby-${name}`);
        assert.deepEqual(await interviews(lobby), []);
        await lobby.context.close();
      }
    },
  );
}

/** Without a microphone: what helps, and the interview in writing. */
async function failing(world, browser, words, name) {
  await check(
    `a microphone that is ${name} is told with what helps; nothing is created, and writing is open`,
    async () => {
      const lobby = await openLobby(world, { browser, permissions: [] });
      const { page } = lobby;
      await page.getByRole("button", { name: "Check the microphone first" }).click();
      await page.getByText(words).waitFor();
      await page.getByText("Nothing has been counted.").waitFor();
      await lobby.assertScreen();
      const writing = await page.getByRole("button", { name: "Hold it in writing" }).boundingBox();
      const tabs = await page.getByRole("navigation", { name: "Main" }).boundingBox();
      assert.ok(writing.y + writing.height < tabs.y, "writing is offered before anything is scrolled");
      await lobby.shot(`lobby-${name}`);
      assert.deepEqual(await interviews(lobby), []);
      assert.equal(await page.getByRole("button", { name: "Start speaking" }).count(), 0);
      await page.getByRole("button", { name: "Hold it in writing" }).click();
      await page.waitForURL("**/written");
      assert.deepEqual(
        (await interviews(lobby)).map(({ state, kind }) => [state, kind]),
        [["created", null]],
      );
      await lobby.context.close();
    },
  );
}

async function uses(world, browser) {
  await check(
    "it says what an interview uses; one left over from a try is taken first; a plan that is spent says so",
    async () => {
      const lobby = await openLobby(world, { browser, plan: "free" });
      const { page } = lobby;
      await page.getByText("Uses 1 of your 1 remaining interviews").waitFor();
      await page.getByRole("button", { name: "Hold it in writing" }).click();
      await page.waitForURL("**/written");
      await page.goto(`${world.url}/app/jobs/${lobby.job.id}/interview`);
      await allow(page);
      await page.getByRole("button", { name: "Start speaking" }).click();
      await page.waitForURL("**/spoken");
      await page
        .locator(".floor .who")
        .filter({ hasText: /turn|speaking/ })
        .waitFor();
      assert.equal((await interviews(lobby)).length, 1);
      await page.goto(`${world.url}/app/jobs/${lobby.job.id}/interview`);
      await page.getByText("An interview for this job is not over.").waitFor();
      await page.getByRole("link", { name: "See plan and usage" }).waitFor();
      assert.equal(
        await page
          .getByRole("button", { name: "Start speaking" })
          .or(page.getByRole("button", { name: "Hold it in writing" }))
          .first()
          .isDisabled(),
        true,
      );
      await lobby.assertScreen();
      await lobby.shot("lobby-spent");
      await lobby.context.close();
    },
  );
}
