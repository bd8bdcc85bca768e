/**
 * Village tallies: what is counted beside no household, as sums, and when they may leave the device.
 *
 * Pure. A sum over few doors would say what one of them said. So a tally leaves once at least five households were
 * closed as done in its days, and leaves again only after five more; until then the days that follow are joined to it.
 * What remains of a week leaves with its last hand-in: from Sunday at 18:00, or the first one after the week.
 * Days are those lived in Viet Nam, weeks begin on Monday.
 *
 * @typedef {import("../device/port.js").FieldEvent} FieldEvent
 * @typedef {{ refused: number, no_smartphone: number, languages: Record<string, number> }} Sums
 * @typedef {Sums & { first: string, last: string, left: (Sums & { done: number }) | null }} Period
 *   `left`: what the device last said of these days
 * @typedef {{ refused?: 1 | -1, no_smartphone?: 1 | -1, language?: string, no_language?: string }} Count
 *   `no_language`: the language of a visit that was undone, counted back
 */

import { daysBetween, livedDay, shifted } from "#app/core/calendar_days.js";
import { standingEvents } from "./standing.js";

/** Households closed as done that a tally needs. */
export const LEAST_DONE = 5;
/** The hour of Sunday from which a hand-in is the week's last. */
const LAST_HOUR = 18;
const HOUR = 3_600_000;
const FORGOTTEN_AFTER = 7;
const REASONS = /** @type {const} */ (["refused", "no_smartphone"]);

/** The Monday of a day's week. @param {string} day */
export const weekOf = (day) => shifted(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

/**
 * The periods of a list with one count more; what is counted back is taken from the last days that have it.
 *
 * @param {Period[]} periods
 * @param {string} today
 * @param {Count} count
 * @returns {Period[]}
 */
export function added(periods, today, count) {
  let after = periods;
  for (const reason of REASONS) {
    if (count[reason] === 1) after = changed(after, today, (period) => ({ ...period, [reason]: period[reason] + 1 }));
    if (count[reason] === -1) after = countedBack(after, reason);
  }
  if (count.no_language) after = languageBack(after, count.no_language);
  const language = count.language;
  if (!language) return after;
  return changed(after, today, (period) => ({ ...period, languages: { ...period.languages, [language]: (period.languages[language] ?? 0) + 1 } }));
}

/** @param {Period[]} periods @param {string} today @param {(period: Period) => Period} change @returns {Period[]} */
function changed(periods, today, change) {
  const at = periods.findIndex((period) => period.first <= today && today <= period.last);
  const joined = at >= 0 ? at : openAt(periods, today);
  if (joined < 0) return [...periods, change({ first: today, last: today, refused: 0, no_smartphone: 0, languages: {}, left: null })];
  return periods.map((period, place) => (place === joined ? change(stretched(period, today)) : period));
}

/** Where the period lies that a day of its week is joined to: the one of which something has not left. @param {Period[]} periods @param {string} today */
const openAt = (periods, today) => periods.findIndex((period) => weekOf(period.first) === weekOf(today) && hasMore(period) && period.first <= today);

/** @param {Period} period @param {string} today @returns {Period} */
const stretched = (period, today) => ({ ...period, last: today > period.last ? today : period.last });

/** @param {Period[]} periods @param {"refused" | "no_smartphone"} reason @returns {Period[]} */
function countedBack(periods, reason) {
  const at = periods.map((period) => period[reason] > 0).lastIndexOf(true);
  return periods.map((period, place) => (place === at ? { ...period, [reason]: period[reason] - 1 } : period));
}

/** @param {Period[]} periods @param {string} language @returns {Period[]} */
function languageBack(periods, language) {
  const at = periods.map((period) => (period.languages[language] ?? 0) > 0).lastIndexOf(true);
  return periods.map((period, place) => (place === at ? { ...period, languages: without(period.languages, language) } : period));
}

/** Languages with one fewer of one; a language that nobody needs is not named. @param {Record<string, number>} languages @param {string} language */
const without = (languages, language) =>
  Object.fromEntries(Object.entries({ ...languages, [language]: (languages[language] ?? 0) - 1 }).filter(([, count]) => count > 0));

/** Whether a period has something to say that has not left. @param {Period} period */
const hasMore = (period) => JSON.stringify(sumsOf(period)) !== JSON.stringify(period.left ? sumsOf(period.left) : NOTHING);

/** @param {Sums} sums @returns {Sums} */
const sumsOf = ({ refused, no_smartphone, languages }) => ({
  refused,
  no_smartphone,
  languages: Object.fromEntries(Object.entries(languages).sort()),
});
const NOTHING = { refused: 0, no_smartphone: 0, languages: {} };

/**
 * What may leave at this hand-in: the fields of tally events, each with what `leaving` is told once it is kept.
 *
 * @param {string} list
 * @param {Period[]} periods
 * @param {FieldEvent[]} events what this device did and holds
 * @param {Date} now
 * @returns {{ fields: object, first: string, left: Sums & { done: number } }[]}
 */
export function due(list, periods, events, now) {
  const doors = doneOf(list, events);
  return periods.filter(hasMore).flatMap((period) => {
    const done = new Set(doors.filter(({ day }) => period.first <= day && day <= period.last).map(({ household }) => household)).size;
    if (done - (period.left?.done ?? 0) < LEAST_DONE && !isLastChance(period, now)) return [];
    const sums = sumsOf(period);
    return [{ fields: { list, first_day: period.first, last_day: period.last, ...sums }, first: period.first, left: { ...sums, done } }];
  });
}

/** @param {string} list @param {FieldEvent[]} events */
const doneOf = (list, events) =>
  standingEvents(events)
    .filter((event) => event.kind === "visit" && event.list === list && event.outcome === "done" && event.round == null)
    .map((event) => ({ household: event.household, day: livedDay(new Date(event.at)) }));

/** Whether the week of a period is over, or this is its last hand-in. @param {Period} period @param {Date} now */
function isLastChance(period, now) {
  const today = livedDay(now);
  if (weekOf(period.first) !== weekOf(today)) return true;
  return weekOf(shifted(today, 1)) !== weekOf(today) && livedDay(new Date(now.getTime() + (24 - LAST_HOUR) * HOUR)) !== today;
}

/**
 * The periods after one of them left; those that said everything more than a week ago are forgotten.
 *
 * @param {Period[]} periods
 * @param {{ first: string, left: Sums & { done: number } }} leaving
 * @param {string} today
 * @returns {Period[]}
 */
export function left(periods, leaving, today) {
  const said = periods.map((period) => (period.first === leaving.first ? { ...period, left: leaving.left } : period));
  return forgotten(said, today);
}

/** The periods that still matter. @param {Period[]} periods @param {string} today @returns {Period[]} */
export const forgotten = (periods, today) =>
  periods.filter((period) => hasMore(period) || Math.abs(daysBetween(period.last, today)) <= FORGOTTEN_AFTER);
