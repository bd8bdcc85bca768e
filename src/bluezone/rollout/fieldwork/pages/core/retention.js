/**
 * What a device keeps of that which the server has: visits and counts for seven days, tallies not at all.
 *
 * Pure. What has no receipt is kept whatever its age. A clock that was set wrong keeps nothing for ever: an event from
 * the future is as old as its receipt, and where the receipt is from the future too, it goes at once.
 *
 * @typedef {import("../device/port.js").FieldEvent} FieldEvent
 * @typedef {{ event: FieldEvent, sent: number | null }} Entry `sent`: when its receipt came, by this clock; null: it has none
 */

/** Milliseconds for which a device keeps what is sent (docs/field-protocol.md; seven days). */
export const KEPT = 7 * 86_400_000;
/** How far ahead of the clock an event may be and count as young: clocks are set back by minutes, or a time zone. */
const AHEAD = 86_400_000;

/** Whether an entry is kept. @param {Entry} entry @param {number} now milliseconds since 1970 */
export function isKept({ event, sent }, now) {
  if (sent === null) return true;
  if (event.kind === "tally") return false;
  return [Date.parse(event.at), sent].some((moment) => moment <= now + AHEAD) && age({ event, sent }, now) < KEPT;
}

/** @param {{ event: FieldEvent, sent: number | null }} entry @param {number} now */
function age({ event, sent }, now) {
  const made = Date.parse(event.at);
  return now - (made <= now + AHEAD ? made : Number(sent));
}

/**
 * Visits with a receipt whose language nobody needs any more, because somebody was at the door since.
 *
 * @param {Entry[]} entries
 * @returns {FieldEvent[]} the same visits, without the language
 */
export function forgetful(entries) {
  const last = new Map();
  for (const { event } of entries) if (event.kind === "visit") last.set(doorOf(event), Math.max(event.seq, last.get(doorOf(event)) ?? 0));
  const spent = (/** @type {Entry} */ { event, sent }) =>
    sent !== null && event.kind === "visit" && event.language != null && event.seq < last.get(doorOf(event));
  return entries.filter(spent).map(({ event }) => ({ ...event, language: null }));
}

/** @param {FieldEvent} visit */
const doorOf = (visit) => `${visit.list} ${visit.household}`;
