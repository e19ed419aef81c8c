// Preference of turns: with a pause or with "Done", as it was chosen last in this browser.

const KEY = "darasa.turns";
const MANUAL = "manual";

export function prefersManual(): boolean {
  return localStorage.getItem(KEY) === MANUAL;
}

export function preferManual(manual: boolean): void {
  try {
    if (manual) localStorage.setItem(KEY, MANUAL);
    else localStorage.removeItem(KEY);
  } catch {
    // It is asked again next time.
  }
}
