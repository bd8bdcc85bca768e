/**
 * Where a person stands: the one state that the first screen shows, taken from the device's answers.
 *
 * A phone that hears and has compared its diary lately is "listening"; nothing here ever says that anybody is protected.
 */

/** After how long without a successful check the first screen says so. */
export const STALE_AFTER_HOURS = 12;
const HOUR = 3_600_000;

/** @typedef {"listening"|"stale"|"paused"|"off"|"none"} Kind */
/** @typedef {{kind: Kind, hours: number|null}} Standing `hours` since the last check, null when there was none */

/**
 * The state of a device at a moment.
 * @param {{radio: "listening"|"off"|"paused"|"none", checked: string|null}} status
 * @param {Date} now
 * @returns {Standing}
 */
export function standing(status, now) {
  const hours = status.checked === null ? null : hoursBetween(new Date(status.checked), now);
  const stale = hours === null || hours >= STALE_AFTER_HOURS;
  if (status.radio !== "listening") return { kind: status.radio, hours };
  return { kind: stale ? "stale" : "listening", hours };
}

/** Whole hours from one moment to another; a moment that lies ahead is now. @param {Date} from @param {Date} to */
const hoursBetween = (from, to) => Math.max(0, Math.floor((to.getTime() - from.getTime()) / HOUR));

/** When the UTC day of a moment began, which is when the phone took a new key. @param {Date} now */
export function startOfDay(now) {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}

/**
 * The record of today, or null where nothing is measured.
 * @template {{day: string, measured?: boolean}} Day
 * @param {Day[]} days
 * @param {Date} now
 * @returns {Day|null}
 */
export function today(days, now) {
  const found = days.find((each) => each.day === startOfDay(now).toISOString().slice(0, 10));
  return found && found.measured !== false ? found : null;
}

/**
 * When a pause of a length ends: an hour, four hours, or the next seven o'clock in the morning of this phone.
 * @param {"hour"|"hours"|"morning"} length
 * @param {Date} now
 */
export function pauseEnd(length, now) {
  if (length !== "morning") return new Date(now.getTime() + (length === "hour" ? 1 : 4) * HOUR);
  const morning = new Date(now);
  morning.setHours(7, 0, 0, 0);
  if (morning <= now) morning.setDate(morning.getDate() + 1);
  return morning;
}
