/**
 * The log of visits: check-ins that are kept, for as long as they may matter.
 */

/** @typedef {import("./venues.js").Stay & { id: string }} Visit */
/** @typedef {import("../device/port.js").CheckIn} CheckIn */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days for which a phone keeps anything (docs/rules.md, RETENTION). */
export const KEPT_DAYS = 14;

/** The visits that may still matter, newest first. @param {Visit[]} visits @param {Date} now */
export function kept(visits, now) {
  const first = now.getTime() - KEPT_DAYS * DAY;
  const recent = visits.filter((visit) => Date.parse(visit.end) > first);
  return recent.sort((one, other) => Date.parse(other.start) - Date.parse(one.start));
}

/** A visit as a screen sees it: without the marks. @param {Visit} visit @returns {CheckIn} */
export const shown = ({ id, name, type, commune, start, end, automatic, version }) => ({
  id,
  name,
  type,
  commune,
  start,
  end,
  automatic,
  version,
});

/** A moment as documents write it. @param {Date} moment */
export const momentText = (moment) => moment.toISOString().replace(".000Z", "Z");
