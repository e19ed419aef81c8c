// Look of the app: each class that has a rule is given to something, so that no rule outlives what it was written for.

import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const web = fileURLToPath(new URL("../../", import.meta.url));
const source = join(web, "app/src");
const files = readdirSync(source, { recursive: true, encoding: "utf8" }).map((path) => join(source, path));
const styles = [...files.filter((path) => path.endsWith(".css")), join(web, "look/base.css")];
/** Base is the reference's too; there its classes are checked as words of the files that make the page. */
const reference = readdirSync(join(web, "reference"), { recursive: true, encoding: "utf8" })
  .filter((path) => /\.(mjs|ts|css)$/.test(path))
  .map((path) => readFileSync(join(web, "reference", path), "utf8"));

/** The classes in the selectors of a style sheet. */
function classes(css: string): string[] {
  const plain = css.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/"[^"]*"/g, '""');
  const selectors = [...plain.matchAll(/([^{};]+)\{/g)].map(([, selector]) => selector ?? "");
  const named = selectors.filter((selector) => !selector.trim().startsWith("@"));
  return named.flatMap((selector) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name ?? ""));
}

const known = new Set(styles.flatMap((path) => classes(readFileSync(path, "utf8"))));

/** The texts in a program that are made of classes alone, as "btn go" is and a sentence is not. */
function classTexts(path: string): string[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, false, kind);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const words = node.text.split(/\s+/).filter((word) => word !== "");
      if (words.every((word) => known.has(word))) found.push(...words);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const page = readFileSync(join(web, "app/index.html"), "utf8");
const inPage = [...page.matchAll(/class="([^"]*)"/g)].flatMap(([, names]) => (names ?? "").split(" "));
const used = new Set([...files.filter((path) => /\.tsx?$/.test(path)).flatMap(classTexts), ...inPage]);
const inReference = new Set(reference.flatMap((text) => text.match(/[a-z][\w-]*/gi) ?? []));

test("the classes of a style sheet are found, and nothing else", () => {
  const css = `/* .old */ @layer parts { .a > .b-c:not(.d) { inset: .5rem; background: url("x.png") } }
    @media (min-width: 56.5rem) { ul.e::after { content: ".f" } }`;
  expect(classes(css)).toEqual(["a", "b-c", "d", "e"]);
});

for (const path of styles) {
  test(`every class of ${basename(path)} is given to something`, () => {
    const shared = path.endsWith("look/base.css") && !path.startsWith(source);
    const unused = [...new Set(classes(readFileSync(path, "utf8")))].filter(
      (name) => !used.has(name) && !(shared && inReference.has(name)),
    );
    expect(unused).toEqual([]);
  });
}
