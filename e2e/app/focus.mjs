// Focus of a page that is used by keyboard: goes on with Tab, and asserts at each stop that it is seen and not covered.

import assert from "node:assert/strict";

/** More stops than any page has. */
const MOST_STOPS = 80;
/** These keys press what has the focus. */
const PRESSES = ["Enter", "Space", "Control+Enter"];

export function tabbing(page) {
  const keys = async (key) => {
    await page.keyboard.press(key);
    if (PRESSES.includes(key)) await page.waitForFunction(() => document.activeElement !== document.body);
    await assertSeen(page);
  };
  /** At once: what is gone by now has no focus. */
  const isOn = (locator) => locator.first().evaluateAll(([one]) => one !== undefined && one === document.activeElement);
  return {
    keys,
    isOn,
    /** Goes on with Tab, or back with Shift, until it is there; the page may begin anew at its top. */
    async to(locator, { back = false } = {}) {
      await locator.first().waitFor({ state: "attached" });
      for (let stops = 0; stops < MOST_STOPS; stops += 1) {
        if (await isOn(locator)) return;
        await keys(back === true ? "Shift+Tab" : "Tab");
      }
      assert.fail(`no way with Tab to ${locator}; last at ${await described(page)}`);
    },
    /** The heading takes the focus after a change of the route. */
    async onHeading(name) {
      await page.getByRole("heading", { name, level: 1 }).waitFor();
      await page.waitForFunction(() => document.activeElement?.matches("h1"));
    },
    /** Until something has come the focus stays where it is, and it is somewhere. */
    async still(comes) {
      const before = await page.evaluateHandle(() => document.activeElement);
      assert.notEqual(await described(page), "BODY", "the focus is lost");
      await page.evaluate(() => {
        window.focusMoves = [];
        window.noteFocus = ({ target }) => window.focusMoves.push(target.outerHTML.slice(0, 80));
        addEventListener("focusin", window.noteFocus);
      });
      await comes();
      assert.deepEqual(await page.evaluate(() => window.focusMoves), []);
      const isStill = await before.evaluate((one) => one === document.activeElement);
      assert.ok(isStill, `the focus is at ${await described(page)}`);
      await page.evaluate(() => removeEventListener("focusin", window.noteFocus));
    },
  };
}

function described(page) {
  return page.evaluate(() => {
    const { tagName, textContent } = document.activeElement;
    return `${tagName} ${tagName === "BODY" ? "" : textContent.trim().slice(0, 40)}`.trim();
  });
}

/** Whatever is reached by a key shows it; what takes the focus by itself, as a heading does, is no stop. */
async function assertSeen(page) {
  const wrong = await page.evaluate(() => {
    const one = document.activeElement;
    if (!one || one === document.body || one.tabIndex < 0) return null;
    const label = one.matches("input[type=radio]") ? one.closest("label") : null;
    const has = (element, part) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
      return outlineStyle !== "none" && outlineWidth !== "0px";
    };
    const name = `${one.tagName} ${(label ?? one).textContent.trim().slice(0, 40)}`;
    if (!has(one) && !has(one, "::after") && !(label && has(label))) return `${name}: no outline`;
    const { left, right, top, bottom } = (label ?? one).getBoundingClientRect();
    const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    const above = document.elementFromPoint(middle(left, right, innerWidth), middle(top, bottom, innerHeight));
    const isOwn = above && ((label ?? one).contains(above) || above.contains(one));
    return isOwn ? null : `${name}: covered by ${above?.outerHTML.slice(0, 80) ?? "the edge of the page"}`;
  });
  assert.equal(wrong, null);
}
