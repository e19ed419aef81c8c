// Press of a button that is charged: taken along, in memory alone, to the screen that shows what comes of it.

/** The level that was pressed: asked for once, and not again when the page is loaded or gone back to. */
export type Press = { job: string; difficulty: string };

let pressed: Press | null = null;

/** Before `navigate(paths.newQuestion(job, difficulty))`. */
export function press(job: string, difficulty: string): void {
  pressed = { job, difficulty };
}

/** The press, if there was one for this job; it is gone then. */
export function takePress(job: string): Press | null {
  const taken = pressed;
  pressed = null;
  return taken?.job === job ? taken : null;
}
