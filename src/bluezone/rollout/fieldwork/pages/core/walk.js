/**
 * A walk along a list: what is left to do, which door is next, how far the day got. Pure: rows and events in, answers out.
 *
 * Days are the local days of this telephone, `2026-11-24`.
 */

/** @typedef {import("../device/port.js").HouseholdRow} HouseholdRow */
/** @typedef {import("../device/port.js").FieldEvent} FieldEvent */

/** Outcomes after which nobody needs to come again. */
const CLOSING = new Set(["helped", "already", "done"]);
const DAY = 24 * 60 * 60_000;

/** The day on which a moment falls here. @param {Date|string} moment */
export function localDay(moment) {
  const at = new Date(moment);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The day so many days after another. @param {string} day @param {number} days */
export const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The visits of one list among events, oldest first; those of a spot-check only with its id. @param {FieldEvent[]} events @param {string} list @param {string|null} [round] */
export const visitsOf = (events, list, round = null) =>
  events.filter((each) => each.kind === "visit" && each.list === list && (each.round ?? null) === round);

/** The numbers that were visited on a day. @param {FieldEvent[]} visits @param {string} day */
export const seenOn = (visits, day) => new Set(visits.filter((each) => localDay(each.at) === day).map((each) => each.household));

/** Whether nobody needs to come again. @param {HouseholdRow} row */
export const isClosed = (row) => row.s !== null && CLOSING.has(row.s);

/** Whether a household was promised a visit by this day. @param {HouseholdRow} row @param {string} day @param {Set<string>} seen what was visited on that day */
export const isDue = (row, day, seen) => row.s === "come_back" && (row.on === null || row.on <= day) && !seen.has(row.n);

/** Whether a door is left for a day: not closed, not visited on it, not promised for a later one. @param {HouseholdRow} row @param {string} day @param {Set<string>} seen */
export const isLeft = (row, day, seen) => !isClosed(row) && !seen.has(row.n) && (row.s !== "come_back" || isDue(row, day, seen));

/**
 * The door to go to next: the first that is left after the one visited last, then from the start of the list.
 * @param {HouseholdRow[]} rows
 * @param {string} day
 * @param {Set<string>} seen
 * @param {string|null} after the number visited last
 * @returns {HouseholdRow|null}
 */
export function nextDoor(rows, day, seen, after) {
  const start = rows.findIndex((row) => row.n === after) + 1;
  const turned = [...rows.slice(start), ...rows.slice(0, start)];
  return turned.find((row) => isLeft(row, day, seen)) ?? null;
}

/** What visits add up to. @param {FieldEvent[]} visits */
export function sums(visits) {
  const total = (/** @type {string} */ field) => visits.reduce((sum, each) => sum + (each[field] ?? 0), 0);
  return {
    doors: new Set(visits.map((each) => each.household)).size,
    with_radio: total("with_radio"),
    browser_only: total("browser_only"),
    installs: total("with_radio") + total("browser_only"),
  };
}

/** Rows whose number begins with what was typed. @param {HouseholdRow[]} rows @param {string} typed */
export function found(rows, typed) {
  const wanted = typed.trim().toUpperCase();
  return wanted ? rows.filter((row) => row.n.toUpperCase().startsWith(wanted)) : rows;
}

/** Events by the local day on which they were made, newest day first and newest event first. @param {FieldEvent[]} events @returns {[string, FieldEvent[]][]} */
export function byDay(events) {
  /** @type {Map<string, FieldEvent[]>} */
  const days = new Map();
  for (const event of [...events].reverse()) {
    const day = localDay(event.at);
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days].sort(([one], [other]) => (one < other ? 1 : -1));
}
