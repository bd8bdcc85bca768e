/**
 * Checking by itself: a device looks again when an hour has passed, when the page is seen again, when the network is back.
 *
 * Afterwards the window hears the event "bluezone-checked", for screens that want to show what is new.
 */

/** @typedef {import("./port.js").DevicePort} DevicePort */

/** How old a check may be, in milliseconds, before another one is made. */
const FRESH = 60 * 60_000;
/** How long the first screen is left alone, in milliseconds. */
const PAUSE = 1500;

/** Keep a device checked while its page is open. @param {DevicePort} device @param {any} [place] the browser's globals */
export function keepChecked(device, place = globalThis) {
  if (!place.document) return;
  const look = () => checkWhenOld(device).then((done) => done && place.dispatchEvent(new Event("bluezone-checked")));
  const seen = () => place.document.visibilityState === "visible" && look();
  place.setTimeout(look, PAUSE);
  place.addEventListener("online", look);
  place.document.addEventListener("visibilitychange", seen);
}

/** Check if the last check is old, and answer whether it was done. @param {DevicePort} device */
export async function checkWhenOld(device) {
  try {
    const { checked, check_error: error, now } = await device.status();
    if (checked && !error && Date.parse(now) - Date.parse(checked) < FRESH) return false;
    await device.check();
    return true;
  } catch {
    return false; // the status says why, to whoever looks
  }
}
