// Answer and question texts, tested: nothing is cut, nothing is read into what was written, and a fence is put right.

import { expect, test } from "vitest";
import {
  answerBlocks,
  insertFence,
  isBlank,
  LONGEST_ANSWER,
  tooLongBy,
} from "../../app/src/parts/answer-text.ts";
import { parseQuestion } from "../../app/src/screens/question/question-text.ts";

test("The longest answer is sent, and one character more is not; a sign of two units is one character", () => {
  expect(tooLongBy("x".repeat(LONGEST_ANSWER))).toBe(0);
  expect(tooLongBy("x".repeat(LONGEST_ANSWER + 1))).toBe(1);
  expect(tooLongBy("😀".repeat(LONGEST_ANSWER))).toBe(0);
  expect(tooLongBy("😀".repeat(LONGEST_ANSWER + 2))).toBe(2);
});

test("Space alone is no answer", () => {
  expect([isBlank(""), isBlank(" \n\t\u{a0}"), isBlank(" a ")]).toEqual([true, true, false]);
});

test("A fence stands on lines of its own, around what is selected, with the caret in it", () => {
  const put = (text: string, start: number, end = start) => {
    const { text: fence, caret } = insertFence(text, start, end);
    const whole = text.slice(0, start) + fence + text.slice(end);
    return `${whole.slice(0, caret)}|${whole.slice(caret)}`;
  };
  expect(put("", 0)).toBe("```\n|\n```\n");
  expect(put("So:", 3)).toBe("So:\n```\n|\n```\n");
  expect(put("So:\n\nDone", 4)).toBe("So:\n```\n|\n```\nDone");
  expect(put("a let b = 1; c", 2, 12)).toBe("a \n```\nlet b = 1;|\n```\n c");
});

test("An answer is paragraphs and code, and no heading or list is made of it", () => {
  const code = "```ts\nconst a = 1;\n\nconst b = 2;\n```";
  const text = `# not a heading\n1. not a list\n\n\nSecond\n${code}\nThird\n~~~\nopen\n`;
  const blocks = answerBlocks(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);
  expect(blocks).toEqual([
    ["words", "# not a heading\n1. not a list"],
    ["words", "Second"],
    ["code", "const a = 1;\n\nconst b = 2;"],
    ["words", "Third"],
    ["code", "open\n"],
  ]);
  expect(answerBlocks(" \n\n ")).toEqual([]);
});

test("A question's heading is its title when its line is whole, and the rest is its body", () => {
  expect(parseQuestion("# A **limit** for `n`\n\nHow?", false)).toEqual({ title: "A limit for n", body: "How?" });
  expect(parseQuestion("### A lim", true)).toEqual({ title: null, body: "" });
  expect(parseQuestion("### A lim", false)).toEqual({ title: "A lim", body: "" });
  expect(parseQuestion("#nothing\nHow?", false)).toEqual({ title: null, body: "#nothing\nHow?" });
  expect(parseQuestion("How?", true)).toEqual({ title: null, body: "How?" });
});
