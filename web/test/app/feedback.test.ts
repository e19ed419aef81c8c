// Feedback, tested: what counts as a quotation and as a rating is the same here as for the server, case by case.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseFeedback, parseRating } from "../../app/src/screens/question/feedback.ts";
import { Folded, MOST_QUOTATIONS, QuotedAnswer, merged } from "../../app/src/parts/quotations.ts";

const ANSWER = "I would add an index on the owner column.\nThen I'd measure   again, of course.";

/** As the server stores it with an answer. */
function shareFound(text: string, source: string): number | null {
  const checked = new QuotedAnswer(source).check(text);
  return checked.length === 0 ? null : checked.filter(({ at }) => at !== null).length / checked.length;
}

test("A real quotation is found whatever its case, space and marks", () => {
  for (const feedback of [
    'You said "add an index on the owner column".',
    "“Then I’d measure again, of course.” is good.",
    "«THEN I'D MEASURE AGAIN» yes",
    "„add an index on … owner column“",
    '"Add an index on the owner column. Then I\'d measure again"',
  ]) {
    expect(shareFound(feedback, ANSWER), feedback).toBe(1);
  }
});

test("A real quotation is found however its letters were typed", () => {
  for (const [quoted, said] of [
    ["the re\u0301sume\u0301 of a café", "The résumé of a cafe\u0301 owner"],
    ["ﬁve oﬃces in ﬂight", "five offices in flight"],
    ["Ｒｕｓｔ　ｉｓ what I use", "Rust is what I use"],
    ["Rust is what I use", "Ｒｕｓｔ　ｉｓ　ｗｈａｔ　Ｉ　ｕｓｅ"],
    ["a plan of H₂O and I²C", "A plan of H2O and I2C"],
    ["I´d ask the\u00a0whole team", "I'd ask the whole te\u00adam"],
    ["first this … then that too", "First this, then that too… yes"],
    ["ﷺ was said four times", "صلى الله عليه وسلم was said four times"],
    ["한국어로 네 단어 말했다", "한국어로 네 단어 말했다".normalize("NFD")],
  ] as const) {
    expect(shareFound(`You said "${quoted}".`, said), quoted).toBe(1);
  }
  expect(shareFound('"the resume of a cafe"', "the résumé of a café"), "accents count").toBe(0);
});

test("A made-up one is seen", () => {
  const feedback = '"add an index on the owner column" but also "I would shard the whole database".';
  expect(shareFound(feedback, ANSWER)).toBe(0.5);
});

test("Short, open and missing quotations prove nothing", () => {
  for (const feedback of [
    "",
    "No quotes at all.",
    'The word "index" and "three small words".',
    'an "open mark with many words in it',
    'an "open mark with\nmany words in it"',
  ]) {
    expect(shareFound(feedback, ANSWER), feedback).toBeNull();
  }
});

test("Four words are enough and three are not", () => {
  expect(shareFound('"would add an index"', ANSWER)).toBe(1);
  expect(shareFound('"add an index"', ANSWER)).toBeNull();
});

test("A hundred quotations are looked for and no more", () => {
  const [real, madeUp] = ['"add an index on the owner" ', '"I would shard the whole database" '];
  expect(MOST_QUOTATIONS).toBe(100);
  expect(shareFound(real.repeat(99) + madeUp, ANSWER)).toBe(0.99);
  expect(shareFound(real.repeat(100) + madeUp.repeat(9), ANSWER)).toBe(1);
});

test("Marks of Markdown, which are not shown, make no quotation a wrong one", () => {
  const answer = "I call `select for update` on **the row** first, and don`t wait.";
  expect(shareFound('"call select for update on the row"', answer)).toBe(1);
  expect(shareFound('"call `select for update` on"', answer)).toBe(1);
  expect(shareFound("\"first, and don't wait\"", answer)).toBe(1);
});

test("A quotation is marked with its marks, and shaded where it stands in the answer", () => {
  const feedback = 'You say "measure again, of … course" and "we shard it all now".';
  const answer = new QuotedAnswer(ANSWER);
  const shown = answer.marks(feedback).map(({ start, end, supported }) => [feedback.slice(start, end), supported]);
  expect(shown).toEqual([
    ['"measure again, of … course"', true],
    ['"we shard it all now"', false],
  ]);
  const at = answer.check(feedback).flatMap(({ at }) => at ?? []);
  expect(at.map(({ start, end }) => ANSWER.slice(start, end))).toEqual(["measure   again, of", "course"]);
});

test("Places in a folded text lead back to what was written, also through letters that become several", () => {
  const text = "A ﬁne\u00ad  ﷺ e\u0301nd";
  const folded = new Folded(text);
  const at = (part: string) => {
    const start = folded.text.indexOf(part);
    const range = folded.original(start, start + part.length);
    return text.slice(range.start, range.end);
  };
  expect(folded.text).toBe("a fine صلى الله عليه وسلم énd");
  const places = ["fine", "الله", "énd", "fine صلى"].map(at);
  expect(places).toEqual(["ﬁne\u00ad", "ﷺ", "e\u0301nd", "ﬁne\u00ad  ﷺ"]);
});

test("Ranges that touch are one", () => {
  const ranges = [
    { start: 5, end: 9 },
    { start: 0, end: 2 },
    { start: 8, end: 10 },
    { start: 2, end: 3 },
  ];
  expect(merged(ranges)).toEqual([
    { start: 0, end: 3 },
    { start: 5, end: 10 },
  ]);
});

test("A rating is a whole number from 1 to 10", () => {
  for (const [feedback, expected] of [
    ["## Feedback (Rating: 7/10)\nGood.", 7],
    ["## Feedback (Rating: 10/10)", 10],
    ["## Feedback (Rating: **1**/10)", 1],
    ["## Feedback (Rating: 0/10)", null],
    ["## Feedback (Rating: 11/10)", null],
    ["## Feedback (Rating: 7.5/10)", null],
    ["## Feedback", null],
    ["## Feedback (Rating: 7", null],
    ["", null],
  ] as const) {
    expect(parseRating(feedback), feedback).toBe(expected);
  }
});

const SAMPLE = new URL("../../../crates/local/src/emulators/model/feedback.md", import.meta.url);

test("The emulated feedback has its rows, each with what is said in the margin", () => {
  const { rating, rows, fullAnswer } = parseFeedback(readFileSync(SAMPLE, "utf8"), false);
  expect(rating).toBe(7);
  expect(rows.map(({ label }) => label)).toEqual(["in short", "what works", "what is missing", "to improve"]);
  expect(rows[2]?.text).toBe("You did not say what happens when two callers arrive at the same time.");
  expect(fullAnswer).toContain("```sql\nupdate usage");
});

test("Headings name rows too; words in bold within a sentence, and what stands in code, name none", () => {
  const feedback = [
    "## Feedback (Rating: 3/10)",
    "### Strengths",
    "A **clear** plan.",
    "- **Never** do this, it is **wrong:** really.",
    "```md\n### Missing\n```",
    "#### A very long heading that does not fit",
    "More.",
    "## Correct Answer",
    "### Missing",
  ].join("\n");
  const { rows, fullAnswer } = parseFeedback(feedback, false);
  expect(rows.map(({ label }) => label)).toEqual(["what works"]);
  expect(rows[0]?.text).toContain("### Missing");
  expect(rows[0]?.text).toContain("More.");
  expect(fullAnswer).toBe("### Missing");
});

test("While it arrives nothing is shown that becomes a heading or a name a moment later", () => {
  const whole = readFileSync(SAMPLE, "utf8");
  for (let length = 1; length <= whole.length; length += 1) {
    const { rows, fullAnswer } = parseFeedback(whole.slice(0, length), true);
    for (const { text } of rows) expect(text).not.toMatch(/\*\*(?:Good|Missing|To improve)|^#|\n- $/);
    expect(fullAnswer ?? "").not.toContain("Correct");
  }
});
