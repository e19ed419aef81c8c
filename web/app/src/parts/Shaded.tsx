// Shaded text: what was said, as it was said, with the words shaded that marks quote of it.

import { cut } from "./markdown/leaves.ts";
import type { Range } from "./quotations.ts";

/** `from`: where it begins in what the ranges count. */
export function Shaded({ text, from, ranges }: { text: string; from: number; ranges: readonly Range[] }) {
  const marks = ranges.map((range) => ({ ...range, supported: true }));
  return cut(text, from, marks).map((piece, index) =>
    piece.mark ? (
      <span className="q" key={index}>
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
}
