/**
 * The log of visits: check-ins that are kept, for as long as they may matter, and what warnings say about them.
 */

import { placeExposures, momentText } from "./venues.js";

/** @typedef {import("./venues.js").Stay & { id: string }} Visit */
/** @typedef {import("../device/port.js").Exposure} Exposure */
/** @typedef {import("../device/port.js").CheckIn} CheckIn */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Days for which a phone keeps anything (docs/rules.md, RETENTION). */
export const KEPT_DAYS = 14;
/** Minutes near somebody ill that make a close contact, until a policy says otherwise (docs/rules.md). */
export const CLOSE_MINUTES = 15;

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

/**
 * What a person is told about visits, newest first; what was told before keeps its moment and whether it was reported.
 *
 * @param {Visit[]} visits
 * @param {Map<string, string[]>} published from `venues.published`
 * @param {{ before: Exposure[], now: Date, policy: { version: number, close_contact_minutes: number } }} known
 * @returns {Exposure[]}
 */
export function told(visits, published, { before, now, policy }) {
  const known = new Map(before.map((exposure) => [exposure.id, exposure]));
  const found = visits.flatMap((visit) =>
    placeExposures(visit, published).map((span) => {
      const id = `${visit.id}.${span.start.getTime() / MINUTE}`;
      const earlier = known.get(id);
      return { ...exposureOf(visit, span, policy), id, told: earlier?.told ?? momentText(now), reported: earlier?.reported ?? false };
    }),
  );
  return found.sort((one, other) => (one.start < other.start ? 1 : -1));
}

/** @param {Visit} visit @param {import("./venues.js").Span} span @param {{ version: number, close_contact_minutes: number }} policy */
function exposureOf(visit, span, policy) {
  const minutes = Math.ceil((span.end.getTime() - span.start.getTime()) / MINUTE);
  return {
    kind: /** @type {const} */ ("place"),
    day: span.start.toISOString().slice(0, 10),
    minutes,
    band: null,
    place: visit.name,
    start: momentText(span.start),
    end: momentText(span.end),
    level: minutes >= policy.close_contact_minutes ? /** @type {const} */ ("high") : /** @type {const} */ ("low"),
    policy: policy.version,
  };
}
