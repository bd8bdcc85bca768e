/**
 * Updates: a new version of the pages is fetched in the background and used when every tab agrees.
 *
 * A tab says no while something is sent and while somebody has typed what is not saved. Silence is no. A version that
 * nobody takes begins by itself once all tabs were closed: that is the browser's own rule for service workers.
 */

/** How often a tab that stays open looks for a new version, in milliseconds. */
const EVERY = 6 * 60 * 60_000;

/**
 * Keep the pages for use without a network, and hear of a new version.
 *
 * @param {object} given
 * @param {boolean} given.enabled `service_worker` of the configuration
 * @param {() => boolean} given.isSending whether something is under way that must not be cut short
 * @param {(use: () => Promise<boolean>) => void} given.onReady called with the way to use a version that waits; it answers false when a tab disagreed
 * @param {any} [given.place] the browser's globals
 */
export async function keepUpdated({ enabled, isSending, onReady, place = globalThis }) {
  const workers = place.navigator?.serviceWorker;
  if (!workers) return;
  if (!enabled) return leaveAll(workers, place);
  answerForThisTab(workers, isSending, place);
  reloadOnce(workers, place);
  try {
    const registration = await workers.register("sw.js", { scope: "./", updateViaCache: "none" });
    whenWaiting(registration, workers, onReady);
    place.setInterval?.(() => registration.update().catch(() => undefined), EVERY);
  } catch {
    // without a service worker the pages work as long as there is a network
  }
}

/** A service worker of before, where the configuration wants none any more. @param {ServiceWorkerContainer} workers @param {any} place */
async function leaveAll(workers, place) {
  const scope = new URL("./", place.document.baseURI).href;
  const registrations = await workers.getRegistrations().catch(() => []);
  await Promise.all(registrations.filter((each) => each.scope === scope).map((each) => each.unregister()));
}

/** @param {ServiceWorkerContainer} workers @param {() => boolean} isSending @param {any} place */
function answerForThisTab(workers, isSending, place) {
  workers.addEventListener("message", ({ data, ports }) => {
    if (data === "may-update") ports[0]?.postMessage(isSending() || hasUnsavedWords(place.document) ? "no" : "yes");
  });
  workers.startMessages?.();
}

/** Whether a field holds what was typed and not sent, or a screen marks what it would lose by `data-unsaved`. @param {Document} document */
export function hasUnsavedWords(document) {
  if (document.querySelector("[data-unsaved]")) return true;
  const fields = /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (document.querySelectorAll("input, textarea"));
  const isWritten = (/** @type {string} */ type) => !["checkbox", "radio", "file", "search", "button", "submit"].includes(type);
  return [...fields].some((field) => isWritten(field.type) && field.value.trim() !== "");
}

/** When another version serves this tab, begin anew with it; the first version of all changes nothing. @param {ServiceWorkerContainer} workers @param {any} place */
function reloadOnce(workers, place) {
  let served = workers.controller !== null;
  workers.addEventListener("controllerchange", () => {
    if (served) place.location.reload();
    served = true;
  });
}

/**
 * @param {ServiceWorkerRegistration} registration
 * @param {ServiceWorkerContainer} workers
 * @param {(use: () => Promise<boolean>) => void} onReady
 */
function whenWaiting(registration, workers, onReady) {
  const tell = () => {
    if (registration.waiting && workers.controller) onReady(() => use(registration, workers));
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", tell));
  tell();
}

/** @param {ServiceWorkerRegistration} registration @param {ServiceWorkerContainer} workers @returns {Promise<boolean>} */
function use(registration, workers) {
  return new Promise((resolve) => {
    const hear = (/** @type {MessageEvent} */ { data }) => {
      if (data !== "used" && data !== "not-now") return;
      workers.removeEventListener("message", hear);
      resolve(data === "used");
    };
    workers.addEventListener("message", hear);
    if (registration.waiting) registration.waiting.postMessage("use");
    else resolve(false);
  });
}
