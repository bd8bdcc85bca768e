/**
 * Notifications of the device: that there is a warning, and never what about, because others may see the screen.
 *
 * Only a person who turned them on in the settings is notified, and of each warning once.
 */

/** How often a phone with a radio is asked for new warnings while the page is open. */
const EVERY = 60_000;
const DOCUMENT = "notified";

/**
 * Tell of warnings that are new, now and after each check; returns the way to stop.
 * @param {import("./app.js").App} app
 */
export function notifyOfWarnings(app) {
  if (!app.choices.notifications || !("Notification" in window) || Notification.permission !== "granted") return undefined;
  const look = () => tellNew(app).catch(() => undefined); // what cannot be read now is read at the next turn
  addEventListener("bluezone-checked", look);
  const timer = app.config.host === "agent" ? setInterval(look, EVERY) : 0;
  look();
  return () => {
    removeEventListener("bluezone-checked", look);
    clearInterval(timer);
  };
}

/** @param {import("./app.js").App} app */
async function tellNew(app) {
  const [exposures, known] = await Promise.all([app.device.exposures(), app.device.settings(DOCUMENT)]);
  const before = new Set(known?.ids ?? []);
  const fresh = exposures.filter((each) => each.level === "high" && !before.has(each.id));
  if (fresh.length === 0) return;
  await app.device.set(DOCUMENT, { ids: exposures.map((each) => each.id) });
  await show(app.t("shell.notification"), app.t("shell.notification.text"));
}

/** Show by the service worker where there is one: mobile browsers accept no other way. @param {string} title @param {string} body */
async function show(title, body) {
  const options = { body, tag: "bluezone-warning", icon: "icons/icon-192.png" };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker) await worker.showNotification(title, options);
  else new Notification(title, options);
}
