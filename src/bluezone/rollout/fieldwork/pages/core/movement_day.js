/**
 * What a volunteer counts at an event: who came, who helps, phones, pledges, certificates. Pure.
 *
 * A day is one document that grows by taps; each word that is handed in says all that was counted so far, so that the last
 * one counts. Limits are those of the protocol.
 *
 * @typedef {"checked_in"|"volunteers"|"with_radio"|"browser_only"|"pledges"|"certificates"} Count
 * @typedef {{event: string, activity: string, day: string, starts: string, counts: Record<Count, number>, taps: [Count, number][], said: string}} Day
 *   `taps`: the last changes, newest last, for taking back; `said`: the counts as they were handed in last
 */

/** @type {Count[]} */
export const COUNTS = ["checked_in", "volunteers", "with_radio", "browser_only", "pledges", "certificates"];

/** The most that one count may say. */
export const MOST = 10_000;

/** How many taps can be taken back. */
export const TAPS_KEPT = 50;

/** Activities, in the order of the campaign's form. */
export const ACTIVITIES = ["launch", "booth", "village_evening", "door", "online"];

/** @returns {Record<Count, number>} */
const zero = () => ({ checked_in: 0, volunteers: 0, with_radio: 0, browser_only: 0, pledges: 0, certificates: 0 });

/** A new event. @param {{event: string, activity: string, day: string, starts: string}} given @returns {Day} */
export const begun = ({ event, activity, day, starts }) => ({ event, activity, day, starts, counts: zero(), taps: [], said: "" });

/** A day after a tap; where the limit is reached nothing changes. @param {Day} day @param {Count} key @param {number} [by] @returns {Day} */
export function tapped(day, key, by = 1) {
  const after = Math.max(0, Math.min(day.counts[key] + by, MOST));
  const step = after - day.counts[key];
  if (!step) return day;
  return { ...day, counts: { ...day.counts, [key]: after }, taps: /** @type {[Count, number][]} */ ([...day.taps, [key, step]]).slice(-TAPS_KEPT) };
}

/** A day after a count was typed. @param {Day} day @param {Count} key @param {string} text @returns {Day} */
export function typed(day, key, text) {
  const digits = text.replace(/\D/g, "").slice(0, 6);
  return digits ? tapped(day, key, Number(digits) - day.counts[key]) : day;
}

/** A day without its last tap. @param {Day} day @returns {Day} */
export function takenBack(day) {
  const last = day.taps[day.taps.length - 1];
  if (!last) return day;
  const [key, step] = last;
  return { ...day, counts: { ...day.counts, [key]: day.counts[key] - step }, taps: day.taps.slice(0, -1) };
}

/** Phones helped, with Bluetooth or in the browser only. @param {Day} day */
export const helped = (day) => day.counts.with_radio + day.counts.browser_only;

/** The fields of the event that says it. @param {Day} day */
export function fieldsOf({ event, activity, day, starts, counts }) {
  const { with_radio: withRadio, ...rest } = counts;
  return { event, activity, day, starts, ...rest, helped: Math.min(withRadio + counts.browser_only, MOST) };
}

/** What a day says, to compare with what was handed in. @param {Day} day */
const saying = (day) => JSON.stringify(COUNTS.map((key) => day.counts[key]));

/** Whether there is anything that was not handed in. @param {Day} day */
export const unsaid = (day) => day.said !== saying(day);

/** A day as it is once its word is kept. @param {Day} day @returns {Day} */
export const toldOf = (day) => ({ ...day, said: saying(day) });

/**
 * The last word of each event that the device holds, newest first, without the one that is open.
 * @param {{kind: string, [field: string]: any}[]} events @param {string} [open]
 */
export function earlier(events, open) {
  const last = new Map();
  for (const each of events) if (each.kind === "movement" && each.event !== open) last.set(each.event, each);
  return [...last.values()].reverse();
}

/** A time of day as `14:30`. @param {Date} moment */
export const timeOf = (moment) => `${String(moment.getHours()).padStart(2, "0")}:${String(moment.getMinutes()).padStart(2, "0")}`;
