/**
 * What a person is told about visits: the times that they share with warnings.
 */

import { placeExposures } from "./venues.js";
import { momentText } from "./visits_log.js";

/** @typedef {import("./visits_log.js").Visit} Visit */
/** @typedef {import("../device/port.js").Exposure} Exposure */

const MINUTE = 60_000;

/**
 * What a person is told about visits, newest first; what was told before keeps its moment and whether it was reported.
 *
 * @param {Visit[]} visits
 * @param {Map<string, string[]>} published from `venues.published`
 * @param {{ before: Exposure[], now: Date, policy: number }} known
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

/** @param {Visit} visit @param {import("./venues.js").Span} span @param {number} policy */
function exposureOf(visit, span, policy) {
  return {
    kind: /** @type {const} */ ("place"),
    day: span.start.toISOString().slice(0, 10),
    minutes: Math.ceil((span.end.getTime() - span.start.getTime()) / MINUTE),
    band: null,
    place: visit.name,
    start: momentText(span.start),
    end: momentText(span.end),
    level: /** @type {const} */ ("high"), // a warning names only times at which somebody ill was there
    policy,
  };
}
