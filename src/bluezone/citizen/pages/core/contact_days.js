/**
 * Contact days: fourteen days of encounters as bars and as words, without more certainty than there is.
 *
 * Pure. A band is how strong the other phone was heard, not a distance: near, middle, far are what signal strength
 * suggests. A day on which nothing was measured is not a day without encounters, and is never drawn as zero.
 */

import { daysUntil, KEPT_DAYS } from "./calendar_days.js";

/** @typedef {{day: string, encounters: number, minutes: number, near: number, middle: number, far: number, measured?: boolean}} DeviceDay */
/**
 * @typedef {object} ContactDay
 * @property {string} day
 * @property {boolean} measured
 * @property {number} encounters
 * @property {number} minutes
 * @property {number} near minutes
 * @property {number} middle minutes
 * @property {number} far minutes
 */

/** The three bands, nearest first. @type {readonly ("near"|"middle"|"far")[]} */
export const BANDS = ["near", "middle", "far"];

/**
 * Fourteen days, newest first, as the device tells them; a day that it does not tell was not measured.
 *
 * @param {readonly DeviceDay[]} days
 * @param {string} newest the UTC day to begin with when the device tells none
 * @param {string|null} [since] the first day on which the device counted; earlier days were not measured
 * @returns {ContactDay[]}
 */
export function contactDays(days, newest, since = null) {
  const known = new Map(days.map((each) => [each.day, each]));
  const last = [...known.keys()].sort().pop() ?? newest;
  return daysUntil(last, KEPT_DAYS).map((day) => contactDay(day, known.get(day), since));
}

/** @param {string} day @param {DeviceDay|undefined} told @param {string|null} since @returns {ContactDay} */
function contactDay(day, told, since) {
  const counted = told !== undefined && told.measured !== false;
  const measured = counted && (since === null || day >= since || told.encounters > 0);
  const number = (/** @type {"encounters"|"minutes"|"near"|"middle"|"far"} */ name) => (measured ? Math.max(0, told?.[name] ?? 0) : 0);
  return { day, measured, encounters: number("encounters"), minutes: number("minutes"), near: number("near"), middle: number("middle"), far: number("far") };
}

/** Whether nothing at all was measured: a browser, or the first day. @param {readonly ContactDay[]} days */
export function nothingMeasured(days) {
  return days.every((each) => !each.measured);
}

/** Minutes that a full bar stands for: the longest day, rounded up to a friendly number, at least an hour. @param {readonly ContactDay[]} days */
export function fullBar(days) {
  const longest = Math.max(0, ...days.map((each) => each.near + each.middle + each.far));
  return SCALES.find((scale) => scale >= longest) ?? 24 * 60;
}

const SCALES = [60, 120, 180, 240, 360, 480, 600, 720, 960, 1200, 1440];

/**
 * The parts of one bar from the ground up, in shares of the full bar (0 to 1); nearest at the bottom.
 *
 * @param {ContactDay} day
 * @param {number} full minutes
 */
export function barParts(day, full) {
  let bottom = 0;
  return BANDS.map((band) => {
    const share = Math.min(1 - bottom, day[band] / full);
    const part = { band, bottom, share };
    bottom += share;
    return part;
  });
}

/** Minutes as hours and minutes. @param {number} minutes */
export function hoursAndMinutes(minutes) {
  return { hours: Math.floor(minutes / 60), minutes: Math.round(minutes % 60) };
}

/** Notes of the days that are still kept, and no others. @param {unknown} notes @param {readonly string[]} kept @returns {Record<string, string>} */
export function keptNotes(notes, kept) {
  const all = notes !== null && typeof notes === "object" ? /** @type {Record<string, unknown>} */ (notes) : {};
  return Object.fromEntries(kept.flatMap((day) => (typeof all[day] === "string" && all[day] !== "" ? [[day, String(all[day])]] : [])));
}

/** The notes with one day's note replaced, or taken away when it is empty. @param {unknown} notes @param {string} day @param {string} text @param {readonly string[]} kept */
export function withNote(notes, day, text, kept) {
  return keptNotes({ ...keptNotes(notes, kept), [day]: text.trim() }, kept);
}
