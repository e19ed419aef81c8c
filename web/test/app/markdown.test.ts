// Markdown, tested: what is shown is what was written, at each moment of a stream, whatever it contains.

import { Lexer } from "marked";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "../../app/src/parts/Markdown.tsx";
import { MarkdownBlocks } from "../../app/src/parts/markdown/blocks.ts";
import { cut, decodeEntities, safeHref } from "../../app/src/parts/markdown/leaves.ts";

type Shown = { streaming?: boolean; level?: number };
const html = (text: string, props: Shown = {}) => renderToStaticMarkup(createElement(Markdown, { text, ...props }));

const LONG = [
  "# A limit\n\nYour API allows **100 requests** in `an hour`.\n\n",
  "1. One\n2. Two\n   - deeper\n     - deepest\n\n3. Three\n\n",
  "```rust\nfn main() {\n\n    let a = \"b\";\n}\n```\n\n",
  "| a | b |\n| - | -: |\n| 1 | **2** |\n\n> quoted\n> twice\n\n---\n\n[a]: https://example.com\n\nSee [a].\n",
].join("");

test("Each block becomes its element, and headings stand under those of the page", () => {
  const shown = html(LONG, { level: 2 });
  for (const part of [
    "<h2>A limit</h2>",
    "<strong>100 requests</strong> in <code>an hour</code>",
    "<ol><li>",
    '<a href="https://example.com/" rel="noopener noreferrer" target="_blank">a</a>',
    '<th scope="col" class="n">b</th>',
    '<td class="n"><strong>2</strong></td>',
    "<blockquote><p>quoted\ntwice</p></blockquote><hr/>",
  ]) {
    expect(shown).toContain(part);
  }
  expect(html("### One\n\n#### Two\n\n# Three", { level: 3 })).toBe("<h3>One</h3><h4>Two</h4><h3>Three</h3>");
});

test("Lists keep their nesting, their kind, their first number and their boxes", () => {
  expect(html("- a\n  1. b\n     - c")).toBe("<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>");
  expect(html("4. d\n5. e")).toBe('<ol start="4"><li>d</li><li>e</li></ol>');
  expect(html("- a\n\n- b")).toBe("<ul><li><p>a</p></li><li><p>b</p></li></ul>");
  expect(html("- [x] a")).toContain("☑ a");
});

test("Code that is not closed yet is code already, and can be reached and scrolled by keyboard", () => {
  const shown = html("So:\n\n```ts\nconst a = `<b>`;\n", { streaming: true });
  expect(shown).toContain('<pre tabindex="0" role="group" aria-label="Code, ts"><code>const a = `&lt;b&gt;`;</code>');
  expect(html("| a |\n|-|\n| b |")).toContain('<div class="scroll" tabindex="0" role="group" aria-label="Table">');
});

test("Marks that a stream has not closed yet are not shown, and a caret stands after the last word", () => {
  const caret = '<span class="caret" aria-hidden="true"></span>';
  expect(html("It is **very imp", { streaming: true })).toBe(`<p>It is <strong>very imp</strong>${caret}</p>`);
  expect(html("see `index_o", { streaming: true })).toBe(`<p>see <code>index_o</code>${caret}</p>`);
  expect(html("see [the docs](https://exam", { streaming: true })).toBe(`<p>see the docs${caret}</p>`);
  expect(html("- a\n- b", { streaming: true })).toBe(`<ul><li>a</li><li>b${caret}</li></ul>`);
  expect(html("`Vec<u8> and Vec<", { streaming: true })).toContain("Vec&lt;u8&gt; and Vec&lt;");
});

test("HTML is text, in a line and in a block, and character references are what they stand for", () => {
  expect(html("a <b onclick=x>c</b>")).toBe("<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>");
  expect(html("<script>\nalert(1)\n</script>")).toContain("&lt;script&gt;\nalert(1)\n&lt;/script&gt;");
  expect(html("a &lt;b&gt; &amp; c")).toBe("<p>a &lt;b&gt; &amp; c</p>");
  expect(decodeEntities("&lt;&#65;&#x42;&unknown;&#0;&#x110000;&&amp;lt;")).toBe("<AB&unknown;\u{fffd}\u{fffd}&&lt;");
});

test("Links lead to the web and to mail only; a picture is a link, for no foreign one is loaded", () => {
  for (const href of ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "/app", "//x", "vbscript:x", "x"]) {
    expect(safeHref(href), href).toBeNull();
  }
  for (const href of ["https://a.example/b?c#d", "http://a.example/", "mailto:a@example.com"]) {
    expect(safeHref(href), href).toBe(href);
  }
  expect(html("[a](javascript:alert`1`)")).toBe("<p>a</p>");
  expect(html("![b](https://example.com/c.png)")).toMatch(/^<p><a href="https:\/\/example.com\/c.png".*>b<\/a><\/p>$/);
});

test("What is hostile is shown, or shown as plain text, and breaks nothing", () => {
  for (const part of ["> ", "- ", "1. ", "[", "![", "**a ", "<", "`", "|-|\n", "[a]\n", "\u{0}", "&#", "~", "a*"]) {
    for (const streaming of [false, true]) {
      expect(html(part.repeat(400), { streaming }), part).not.toBe("");
    }
  }
  const deep = "1. ".repeat(2_000);
  expect(html(deep), "deeper than the reader of Markdown can go").toBe(`<p>${deep}</p>`);
});

test("At each moment of a stream the same blocks stand there as if all had been read at once", () => {
  const kinds = (blocks: { type: string; raw: string }[]) =>
    blocks.filter(({ type }) => type !== "space").map(({ type, raw }) => [type, raw.trimEnd()]);
  const streamed = new MarkdownBlocks();
  for (let length = 1; length <= LONG.length; length += 1) {
    const text = LONG.slice(0, length);
    streamed.read(text, true);
    expect(kinds(streamed.read(text, false))).toEqual(kinds(new Lexer().lex(text)));
  }
});

test("Another text than the one that was arriving is read from its beginning", () => {
  const blocks = new MarkdownBlocks();
  blocks.read("# One\n\nTwo\n\nThree", true);
  expect(blocks.read("# Other\n\nText", false).map(({ raw }) => raw)).toEqual(["# Other", "\n\n", "Text"]);
});

test("What has ended is not read again: twice as much text is twice as much work", () => {
  const work = (paragraphs: number) => {
    let read = 0;
    const blocks = new MarkdownBlocks((text, links) => {
      read += text.length;
      return Object.assign(new Lexer().lex(text), { links });
    });
    const text = "Some words of a paragraph, and `code`.\n\n".repeat(paragraphs);
    for (let length = 10; length <= text.length; length += 10) blocks.read(text.slice(0, length), true);
    return read;
  };
  expect(work(200)).toBeLessThan(work(100) * 2.1);
});

test("What has ended is the same object at the next moment, so that it is not painted again", () => {
  const blocks = new MarkdownBlocks();
  const before = blocks.read("One\n\nTwo\n\nThr", true);
  const after = blocks.read("One\n\nTwo\n\nThree\n\nFour", true);
  expect(after[0]).toBe(before[0]);
  expect(after.at(-1)?.raw).toBe("Four");
});

test("A mark that spans several leaves is cut at their borders, and ends once", () => {
  const mark = { start: 3, end: 12, supported: true };
  expect(cut("0123456", 0, [mark])).toEqual([
    { text: "012", mark: null, isEnd: false },
    { text: "3456", mark, isEnd: false },
  ]);
  expect(cut("789ABCD", 7, [mark])).toEqual([
    { text: "789AB", mark, isEnd: true },
    { text: "CD", mark: null, isEnd: false },
  ]);
  expect(cut("after", 14, [mark])).toEqual([{ text: "after", mark: null, isEnd: false }]);
});
