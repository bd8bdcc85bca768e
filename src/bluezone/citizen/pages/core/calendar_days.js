/**
 * Calendar days: the UTC days that keys are counted in, and the days that people live in Viet Nam.
 *
 * Pure. A day is text, YYYY-MM-DD. A UTC day is lived in Viet Nam from seven in the morning until seven the next morning.
 */

/** Hours by which Indochina time is ahead of UTC; Viet Nam has no summer time. */
export const INDOCHINA_HOURS = 7;
/** Days for which a phone keeps what it heard (docs/rules.md, RETENTION). */
export const KEPT_DAYS = 14;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FORM = /^\d{4}-\d{2}-\d{2}$/;

/** Whether `text` is a day of the calendar, such as 2026-11-24. @param {unknown} text @returns {text is string} */
export function isDay(text) {
  return typeof text === "string" && FORM.test(text) && shifted(text, 0) === text;
}

/** The day `days` later, or earlier when negative; "" when `day` is none. @param {string} day @param {number} days */
export function shifted(day, days) {
  const moment = new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY);
  return Number.isNaN(moment.getTime()) ? "" : moment.toISOString().slice(0, 10);
}

/** How many days lie from `from` to `to`; negative when `to` is earlier. @param {string} from @param {string} to */
export function daysBetween(from, to) {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

/** The UTC day that holds `moment`: the one that keys and encounters are counted in. @param {Date} moment */
export function keyDay(moment) {
  return moment.toISOString().slice(0, 10);
}

/** The date on a calendar in Viet Nam at `moment`. @param {Date} moment */
export function livedDay(moment) {
  return keyDay(new Date(moment.getTime() + INDOCHINA_HOURS * HOUR));
}

/** The `count` days that end with `last`, newest first. @param {string} last @param {number} [count] */
export function daysUntil(last, count = KEPT_DAYS) {
  return Array.from({ length: count }, (_, back) => shifted(last, -back));
}

/**
 * The parts of a day's name that a screen shows: weekday, day of the month, whole date.
 *
 * @param {string} day
 * @param {string} language "vi" or "en"
 */
export function dayNames(day, language) {
  const moment = new Date(`${day}T00:00:00Z`);
  const said = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", { ...options, timeZone: "UTC" }).format(moment);
  return {
    short: language === "vi" ? VIETNAMESE_WEEKDAYS[moment.getUTCDay()] : said({ weekday: "short" }),
    number: String(moment.getUTCDate()),
    date: `${moment.getUTCDate()}/${moment.getUTCMonth() + 1}`,
    whole: said({ weekday: "long", day: "numeric", month: "numeric", year: "numeric" }),
  };
}

const VIETNAMESE_WEEKDAYS = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];

/** A moment as a clock in Viet Nam shows it, such as 07:30. @param {Date} moment */
export function clockTime(moment) {
  return new Date(moment.getTime() + INDOCHINA_HOURS * HOUR).toISOString().slice(11, 16);
}

/** A moment as date and time in Viet Nam, such as 07:30, 24/11/2026. @param {Date} moment */
export function dateAndTime(moment) {
  const [year, month, day] = livedDay(moment).split("-");
  return `${clockTime(moment)}, ${Number(day)}/${Number(month)}/${year}`;
}
