// Shared reports in words: what a link shows, and feedback as plain text.

import { expect, test } from "vitest";
import { inWords, plainBlocks } from "../../app/src/screens/review/share-words.ts";

test("what a link shows is said in words", () => {
  expect(inWords(["feedback"])).toBe("The marks");
  expect(inWords(["transcript"])).toBe("All that was said");
  expect(inWords(["feedback", "transcript"])).toBe("The marks and all that was said");
});

test("headings are known, and of links and markup nothing is made", () => {
  const text = "# Overall (Rating: 8/10)\nYou were **clear**.\n\n## Pacing\n\n\nSee [this](https://evil.example) <b>now</b>\n- one\n- two\n#hash";
  expect(plainBlocks(text)).toEqual([
    { heading: true, text: "Overall (Rating: 8/10)" },
    { heading: false, text: "You were clear." },
    { heading: true, text: "Pacing" },
    { heading: false, text: "See [this](https://evil.example) <b>now</b>\n- one\n- two\n#hash" },
  ]);
  expect(plainBlocks("")).toEqual([]);
  expect(plainBlocks("\n\n  \n")).toEqual([]);
});
