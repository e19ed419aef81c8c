// Focus after a press: when the element that has it goes away, what came with that takes it, and not the page's top.

const USED = "button:enabled, a, input, textarea, [tabindex]";
const PLACE = "section, aside, form, main, [role]";
/** For the ears alone, or for the eyes alone. */
const HALF = ".vh, [aria-hidden=true]";

/** For the whole page. What moves the focus itself, as a heading does after a change of the route, comes first. */
export function keepFocus(): void {
  let left: Element[] = [];
  const forget = () => void (left = []);
  const look = (added: readonly Element[]) => {
    if (!left[0] || left[0].isConnected || document.activeElement !== document.body) return;
    const near = left.find((one) => one.isConnected);
    const come = added.filter((one) => one.isConnected && one.closest("main") && !one.closest(HALF));
    const next = come.find((one) => near?.contains(one)) ?? come[0];
    forget();
    take(next?.matches(USED) ? next : (next?.querySelector(USED) ?? next ?? near?.closest(PLACE)));
  };
  addEventListener("focusin", ({ target }) => {
    left = [];
    for (let one = target; one instanceof Element; one = one.parentElement) left.push(one);
  });
  // Whoever points elsewhere has left it.
  addEventListener("pointerdown", forget);
  new MutationObserver((records) => {
    if (!left[0] || left[0].isConnected) return;
    const added = records.flatMap(({ addedNodes }) => [...addedNodes].filter((node) => node instanceof Element));
    // After the effects of what was painted.
    requestAnimationFrame(() => setTimeout(look, 0, added));
  }).observe(document.body, { childList: true, subtree: true });
}

function take(element: Element | null | undefined): void {
  if (!(element instanceof HTMLElement)) return;
  if (!element.matches(USED)) element.tabIndex = -1;
  element.focus();
}
