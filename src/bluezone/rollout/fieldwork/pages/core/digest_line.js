/**
 * A day's counts as one text message: `BZ 3445-07 M3 V31 C12 E214 N24 KB8`.
 *
 * The grammar and the checksum are those of `rollout/reporting/rules/sms_line.py`; `docs/field-protocol.md` says what the
 * letters mean. What a message says counts on the server only until the events themselves are there.
 */

/** @typedef {import("../device/port.js").FieldEvent} FieldEvent */
/** @typedef {import("../device/port.js").Work} Work */
/** @typedef {{list: string, village: string, day: string, visited: number, helped: number, line: string}} Digest */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZILOU- ";
const PRIME = 1021;
/** The weight of the character before the last; each one before it weighs one more. */
const FIRST_WEIGHT = 32;
const PART = /^\d{1,3}$/;

/** A payload followed by its checksum. @param {string} payload */
export function withChecksum(payload) {
  const rest = (PRIME - (sum(`${payload} K00`) % PRIME)) % PRIME;
  return `${payload} K${ALPHABET[Math.floor(rest / 32)]}${ALPHABET[rest % 32]}`;
}

/** @param {string} line */
function sum(line) {
  const values = [...line].reverse().map((letter) => ALPHABET.indexOf(letter));
  return values.reduce((total, value, at) => total + value * (at === 0 ? 1 : FIRST_WEIGHT + at - 1), 0);
}

/**
 * The message of one day in one village.
 * @param {{unit: string, part: string, device: number, visited: number, helped: number, through: number, day: number}} told
 */
export function digestLine({ unit, part, device, visited, helped, through, day }) {
  const place = `${unit.padStart(5, "0").replace(/^0/, "")}-${part.padStart(2, "0")}`;
  return withChecksum(`BZ ${place} M${device} V${visited} C${helped} E${through} N${String(day).padStart(2, "0")}`);
}

/**
 * The messages that tell of what is unsent, oldest day first: one a village and day from the day of `oldest` on.
 * A village whose number is not one of three digits has no line; its days are left out.
 * @param {Work} work
 * @param {FieldEvent[]} events what this device did, without what was undone
 * @param {string | null} oldest when the oldest unsent event happened
 * @returns {Digest[]}
 */
export function digestsOf(work, events, oldest) {
  if (!oldest) return [];
  const first = localDay(oldest);
  const visits = events.filter((each) => each.kind === "visit" && !each.round && localDay(each.at) >= first);
  const lists = new Map(work.lists.filter((each) => PART.test(each.part)).map((each) => [each.id, each]));
  /** @type {Map<string, FieldEvent[]>} */
  const days = new Map();
  for (const visit of visits) {
    if (!lists.has(visit.list)) continue;
    const place = `${localDay(visit.at)}/${visit.list}`;
    days.set(place, [...(days.get(place) ?? []), visit]);
  }
  return [...days].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, together]) => digestOf(work, together, lists.get(together[0].list)));
}

/** @param {Work} work @param {FieldEvent[]} visits @param {any} list @returns {Digest} */
function digestOf(work, visits, list) {
  const ordered = [...visits].sort((one, other) => one.seq - other.seq);
  const standing = [...new Map(ordered.map((each) => [each.household, each])).values()];
  const helped = standing.reduce((total, each) => total + each.with_radio + each.browser_only, 0);
  const day = localDay(ordered[0].at);
  const { number, unit } = work.device;
  const through = ordered[ordered.length - 1].seq;
  const told = { unit: unit.code, part: list.part, device: number, visited: standing.length, helped, through, day: Number(day.slice(8)) };
  return { list: list.id, village: list.village, day, visited: told.visited, helped, line: digestLine(told) };
}

/** The day that this telephone's calendar shows at a moment. @param {string} moment */
function localDay(moment) {
  const at = new Date(moment);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A link that opens the telephone's messages with a line in it. @param {string} number @param {string} line */
export const messageLink = (number, line) => `sms:${number.replace(/[^+\d]/g, "")}?body=${encodeURIComponent(line)}`;
