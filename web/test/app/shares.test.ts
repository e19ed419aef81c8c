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
  expect(plainBlocks("# \r\n**Well** done\r\n \r\nAnd so on")).toEqual([
    { heading: false, text: "# \nWell done" },
    { heading: false, text: "And so on" },
  ]);
  expect(plainBlocks("")).toEqual([]);
  expect(plainBlocks("\n\n  \n")).toEqual([]);
});

test("in a block of code nothing is a heading, and it stays whole", () => {
  const code = "```py\n# Sorts it\n\n  a **= 2\n~~~\n``\n````";
  expect(plainBlocks(`Better:\n${code}\n# Pacing`)).toEqual([
    { heading: false, text: "Better:" },
    { heading: false, text: code },
    { heading: true, text: "Pacing" },
  ]);
  expect(plainBlocks("~~~\n# one\n```\n~~~\n## Two")).toEqual([
    { heading: false, text: "~~~\n# one\n```\n~~~" },
    { heading: true, text: "Two" },
  ]);
  expect(plainBlocks("```a```\n# One")[1]).toEqual({ heading: true, text: "One" });
  expect(plainBlocks("```\n# never closed")).toEqual([{ heading: false, text: "```\n# never closed" }]);
});
