// Going to what a press brings: the button is gone then, and what comes may stand above what is seen.

/** Only after a press; a stream never moves the focus. */
export function goTo(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
  element?.scrollIntoView();
}
