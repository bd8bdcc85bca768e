/**
 * A shift at the gate: a fold over taps. Pure.
 *
 * A shift is one document. Each tap is folded into its counts, and the last ones stay beside them so that they can be taken
 * back; there is no longer list, so nobody can read out of it when somebody came. The day of a shift is the day on which it
 * began: one that passes midnight stays one shift. What is handed in is a snapshot of everything counted so far, so that the
 * last word of a shift counts.
 *
 * Two taps on one button within 300 ms are one: a bouncing finger. They are measured by the page's own running time and
 * only within one opening of the page, so that a clock that jumps, or stands in 1970, changes nothing. "+1" always counts.
 *
 * @typedef {"came"|"went"|"helped"|"had_it"|"no_smartphone"|"not_now"} Count
 * @typedef {Record<Count, number>} Counts
 * @typedef {{count: Count, at: string, up: number, opening: string}} Tap
 *   `at`: what the clock showed; `up`: milliseconds since the page was opened; `opening`: which opening of the page
 * @typedef {{shift: string, gate: string, number: number, day: string, since: string, counts: Counts, taps: Tap[],
 *   told: string, toldAt: string}} Shift
 *   `taps`: the last ones, newest last; `told`: the counts as they were handed in last, `toldAt`: when
 * @typedef {{shift: string, number: number, day: string, since: string, until: string, counts: Counts}} Past
 * @typedef {{open: Shift|null, closing: boolean, past: Past[]}} Desk the document: the open shift, whether its last word is on
 *   its way, shifts of the last days
 */

import { daysBetween } from "#app/core/calendar_days.js";

/** @type {Count[]} */
export const COUNTS = ["came", "went", "helped", "had_it", "no_smartphone", "not_now"];
/** Two taps on one button closer than this are one, in milliseconds. */
export const BOUNCE = 300;
/** How many taps can be taken back. */
export const TAPS_KEPT = 30;
/** The most that one count may say; the protocol's. */
export const MOST = 10_000;
/** The highest number of a shift; the protocol's. */
export const LAST_SHIFT = 4;
/** How long counts may change before a word of them is kept to be sent, in milliseconds. */
export const TELL_EVERY = 15 * 60_000;
/** A shift that was opened longer ago than this was probably forgotten, in milliseconds. */
export const LONGEST = 14 * 60 * 60_000;
/** For how many days closed shifts are shown; everything that is sent goes after seven. */
export const PAST_DAYS = 7;
/** A clock that shows an earlier year than this was never set. */
const FIRST_YEAR = 2024;
const LAST_YEAR = 2037;

/** @returns {Counts} */
const zero = () => ({ came: 0, went: 0, helped: 0, had_it: 0, no_smartphone: 0, not_now: 0 });

/** @returns {Desk} */
export const emptyDesk = () => ({ open: null, closing: false, past: [] });

/** A new shift. @param {{shift: string, gate: string, number: number, day: string, since: string}} given @returns {Shift} */
export const begun = ({ shift, gate, number, day, since }) => ({
  shift,
  gate,
  number,
  day,
  since,
  counts: zero(),
  taps: [],
  told: "",
  toldAt: since,
});

/** A desk with a new shift; one that is open stays. @param {Desk} desk @param {Parameters<typeof begun>[0]} given @returns {Desk} */
export const opened = (desk, given) => (desk.open ? desk : { ...desk, open: begun(given), closing: false });

/** The number that the next shift of a day has; the fourth is the last and is shared by those after it. @param {Desk} desk @param {string} day */
export function nextNumber(desk, day) {
  const before = desk.past.filter((each) => each.day === day).map((each) => each.number);
  return Math.min(LAST_SHIFT, Math.max(0, ...before) + 1);
}

/** Whether a tap is the bounce of the one before it. @param {Shift} shift @param {Tap} tap */
export function isBounce(shift, tap) {
  const last = shift.taps[shift.taps.length - 1];
  const apart = tap.up - (last?.up ?? 0);
  return last?.count === tap.count && last.opening === tap.opening && apart >= 0 && apart < BOUNCE;
}

/** A shift after a tap; nothing changes where the tap is a bounce or the limit is reached. @param {Shift} shift @param {Tap} tap @param {{always?: boolean}} [how] @returns {Shift} */
export function tapped(shift, tap, { always = false } = {}) {
  if ((!always && isBounce(shift, tap)) || shift.counts[tap.count] >= MOST) return shift;
  const counts = { ...shift.counts, [tap.count]: shift.counts[tap.count] + 1 };
  return { ...shift, counts, taps: [...shift.taps, tap].slice(-TAPS_KEPT) };
}

/** A shift without one of its last taps. @param {Shift} shift @param {number} [place] from the newest, 0 @returns {Shift} */
export function takenBack(shift, place = 0) {
  const index = shift.taps.length - 1 - place;
  const tap = shift.taps[index];
  if (!tap) return shift;
  const counts = { ...shift.counts, [tap.count]: Math.max(0, shift.counts[tap.count] - 1) };
  return { ...shift, counts, taps: shift.taps.filter((_, at) => at !== index) };
}

/** What a shift says, to compare with what was handed in. @param {Shift} shift */
const saying = (shift) => COUNTS.map((count) => shift.counts[count]).join(" ");

/** Whether counts changed since the last word. @param {Shift} shift */
export const isUntold = (shift) => shift.told !== saying(shift) && (shift.told !== "" || COUNTS.some((count) => shift.counts[count] > 0));

/** Whether a word is due: counts changed, and the last one is a quarter of an hour old, or the clock went back. @param {Shift} shift @param {Date} now */
export function isDue(shift, now) {
  const apart = now.getTime() - Date.parse(shift.toldAt);
  return isUntold(shift) && (apart >= TELL_EVERY || apart < 0);
}

/** The fields of the event that says it. @param {Shift} shift @param {boolean} closed */
export const fieldsOf = ({ shift, gate, number, day, counts }, closed) => ({ gate, shift, number, day, closed, ...counts });

/** A shift as it is once a word of it is kept; taps that came meanwhile stay untold. @param {Shift} shift @param {Shift} said @param {Date} now @returns {Shift} */
export const toldOf = (shift, said, now) => ({ ...shift, told: saying(said), toldAt: now.toISOString() });

/** More went out than came in: never refused, but asked about when the shift is closed. @param {Counts} counts */
export const wentBeyond = (counts) => Math.max(0, counts.went - counts.came);

/** A desk whose shift is being closed: from here on it takes no taps. @param {Desk} desk @returns {Desk} */
export const closing = (desk) => (desk.open ? { ...desk, closing: true } : desk);

/** A desk after the last word of its shift was kept. @param {Desk} desk @param {string} shift @param {Date} now @returns {Desk} */
export function closed(desk, shift, now) {
  if (desk.open?.shift !== shift) return desk;
  const { number, day, since, counts } = desk.open;
  const past = { shift, number, day, since, until: now.toISOString(), counts };
  return { open: null, closing: false, past: [past, ...desk.past.filter((each) => each.shift !== shift)] };
}

/** A desk without shifts that are past their days. @param {Desk} desk @param {string} today @returns {Desk} */
export function tidied(desk, today) {
  const past = desk.past.filter((each) => Math.abs(daysBetween(each.day, today)) <= PAST_DAYS);
  return past.length === desk.past.length ? desk : { ...desk, past };
}

/** Whether an open shift was probably forgotten: it is open for longer than anybody stands, or began in the future. @param {Shift} shift @param {Date} now */
export function isForgotten(shift, now) {
  const apart = now.getTime() - Date.parse(shift.since);
  return apart > LONGEST || apart < -TELL_EVERY;
}

/** Whether somebody stands at the gate: a shift is open, is not being closed and was not forgotten. @param {Desk|null} desk @param {Date} now */
export const isStanding = (desk, now) => Boolean(desk?.open && !desk.closing && !isForgotten(desk.open, now));

/** Whether the clock was never set, or stands beyond what this page knows. @param {Date} now */
export const isClockLost = (now) => now.getUTCFullYear() < FIRST_YEAR || now.getUTCFullYear() > LAST_YEAR;
