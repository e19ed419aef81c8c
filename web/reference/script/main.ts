// Script of the reference page: search, links into closed rows, and "try it". All else is there without it.

import { all } from "./dom.js";
import { listen } from "./search.js";
import { mount } from "./try.js";

const search = document.querySelector<HTMLFormElement>(".search");
if (search) listen(search);

for (const item of all<HTMLDetailsElement>("details.item[data-operation]")) {
  item.addEventListener("toggle", () => item.open && mount(item));
}

/** A link to a row opens it. */
function follow(): void {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
  target?.scrollIntoView();
  for (const link of all<HTMLAnchorElement>("nav a")) {
    if (link.hash === location.hash && link.hash !== "") link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

window.addEventListener("hashchange", follow);
follow();
