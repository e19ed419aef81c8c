// Deployments: a tab that was opened before one asks for chunks that are gone, and is loaded anew, once.

const RELOADED = "darasa.reloaded-at";
/** Two failures within it are no deployment; then the error is shown instead. */
const ONCE_WITHIN_MS = 60_000;

export function reloadAfterDeployment(): void {
  addEventListener("vite:preloadError", (event) => {
    // Offline nothing is loaded anew: the page that is there is better than none.
    if (!navigator.onLine) return;
    const last = Number(sessionStorage.getItem(RELOADED));
    if (Date.now() - last < ONCE_WITHIN_MS) return;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}
