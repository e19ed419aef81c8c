// Sign of darasa: the letter dāl as one chalk stroke on a board, with a dot of yellow chalk.

import { el } from "./html.mjs";

const STROKE = "M13.5 8.5c4.5 2.8 7.7 6.8 7.7 10.8 0 2.9-2.8 4.2-12.2 4.2";

export const SIGN = el(
  "svg",
  { viewBox: "0 0 32 32", "aria-hidden": "true" },
  el("rect", { width: 32, height: 32, rx: 9 }),
  el("path", { d: STROKE }),
  el("circle", { cx: 24.5, cy: 8.5, r: 1.9 }),
);

/** The same for a tab, in the colours of `look/tokens.css`. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#12392d"/>` +
    `<path d="${STROKE}" fill="none" stroke="#f2f7f3" stroke-width="3" stroke-linecap="round"/>` +
    `<circle cx="24.5" cy="8.5" r="1.9" fill="#f6d883"/></svg>`,
)}`;
