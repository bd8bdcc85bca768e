/**
 * Venue codes, check-ins and place warnings. The same rules and codes as `bluezone.protocol.venues` and `.place_warnings`.
 *
 * A code is read without a network. Its secret is used at the check-in and not kept: what is kept are values to look for
 * and masks, one an hour around the stay. Whether a warning concerns somebody is found out here and nowhere else.
 */

import { bigEndian, fromBase64Url, fromHex, hmacSha256, joined, numberOf, same, textOf, toHex, utf8 } from "./bytes.js";
import { holds } from "./ed25519.js";
import { Refusal } from "./refusal.js";
import { Malformed } from "./shape.js";
import { checkKeysFresh, rawKey, shortId, validKeys } from "./trust.js";
import { momentText } from "./visits_log.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./trust.js").KeySet} KeySet */
/**
 * What a venue's code says; days in UTC, the commune's five digits.
 *
 * @typedef {{ type: number, version: number, issued: string, expires: string, commune: string, secret: Bytes, name: string }} VenueCode
 */
/** @typedef {{ value: string, mask: string }} HourMark what is kept of one hour at a venue, in hex */
/**
 * A stay at a venue, without its secret; `first_hour` is the hour of the first mark, counted from 1970.
 *
 * @typedef {{ name: string, type: number, commune: string, version: number, start: string, end: string,
 *   automatic: boolean, first_hour: number, marks: HourMark[] }} Stay
 */
/** @typedef {{ start: Date, end: Date }} Span from `start` until just before `end` */

/** The kinds of places and how many minutes a check-in lasts when nobody ends it, by the number in a code. */
export const VENUE_TYPES = /** @type {const} */ ([
  { word: "other", stay: 120 },
  { word: "bus-station", stay: 60 },
  { word: "coach", stay: 240 },
  { word: "tourist-site", stay: 180 },
  { word: "restaurant", stay: 120 },
  { word: "hotel", stay: 960 },
  { word: "office", stay: 240 },
  { word: "school", stay: 600 },
  { word: "market", stay: 120 },
  { word: "health-facility", stay: 240 },
  { word: "worship", stay: 180 },
  { word: "event", stay: 240 },
]);
export const OTHER = 0;
/** A check-in keeps the hours from so many before that of its start to so many after. */
export const HOURS_BEFORE = 6;
export const HOURS_AFTER = 24;

const CODE_LIMIT = 160;
const NAME_LIMIT = 60;
const TEXT_LIMIT = 512;
const HEAD_LENGTH = 32;
const SIGNATURE_LENGTH = 64;
const SECRET_LENGTH = 16;
const VALUE_LENGTH = 16;
const MARK_LENGTH = 8;
const LAST_COMMUNE = 99_999;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_DAY = Date.UTC(2020, 0, 1);
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}<>]/u;
const CODE_TEXT = /^https?:\/\/[^/\s#?]+\/app\/#v=([A-Za-z0-9_-]+)$/;

/** The code in the text of a QR code, whatever its site. @param {string} text @returns {Bytes} */
export function codeIn(text) {
  const found = text.length <= TEXT_LIMIT ? CODE_TEXT.exec(text) : null;
  if (found) return fromBase64Url(found[1], "the code in the link");
  throw new Malformed(`a venue's QR code is a link with #v= of at most ${TEXT_LIMIT} characters`);
}

/**
 * What a code says, once everything about it holds.
 *
 * Throws Malformed, or Refusal `keys_expired`, `venue_key_unknown`, `venue_signature_wrong`, `venue_future`,
 * `venue_expired`.
 *
 * @param {Bytes} code
 * @param {KeySet} keys
 * @param {Date} at
 * @returns {Promise<VenueCode>}
 */
export async function readCode(code, keys, at) {
  const found = unverifiedCode(code);
  checkKeysFresh(keys, at);
  await checkSigned(code, keys, at);
  const today = dayOf(at);
  if (today < found.issued) throw new Refusal("venue_future", "the code is not valid yet");
  if (today >= found.expires) throw new Refusal("venue_expired", "the code is valid no more");
  return found;
}

/** @param {Bytes} code @param {KeySet} keys @param {Date} at */
async function checkSigned(code, keys, at) {
  const body = code.slice(0, -SIGNATURE_LENGTH);
  const signed = joined(utf8("bluezone VenueCode 1\n"), body);
  const signers = validKeys(keys, "venue", at).filter((key) => key.algorithm === "Ed25519");
  const ids = await Promise.all(signers.map(shortId));
  const named = signers.filter((_, at) => same(ids[at], body.slice(1, 5)));
  if (!named.length) throw new Refusal("venue_key_unknown", "the code is signed with a key that may not sign codes now");
  const held = await Promise.all(named.map((key) => holds(code.slice(-SIGNATURE_LENGTH), signed, rawKey(key))));
  if (!held.includes(true)) throw new Refusal("venue_signature_wrong", "the code's signature does not hold");
}

/** What a code says, verified by nobody. @param {Bytes} code @returns {VenueCode} */
export function unverifiedCode(code) {
  if (code.length <= HEAD_LENGTH + SIGNATURE_LENGTH || code.length > CODE_LIMIT)
    throw new Malformed(`a venue code has at most ${CODE_LIMIT} bytes and a name`);
  const number = (/** @type {number} */ from, /** @type {number} */ to) => numberOf(code.subarray(from, to));
  const [version, type, codeVersion, commune] = [number(0, 1), number(5, 6), number(6, 8), number(12, 15)];
  const [issued, expires, length] = [number(8, 10), number(10, 12), number(31, 32)];
  if (version !== 1) throw new Malformed("the code is of another version");
  if (issued >= expires) throw new Malformed("a code expires after the day it was issued");
  if (commune > LAST_COMMUNE) throw new Malformed("a commune's code has five digits");
  const name = code.slice(HEAD_LENGTH, -SIGNATURE_LENGTH);
  if (name.length !== length) throw new Malformed("the code's name is not as long as it says");
  return {
    type: type in VENUE_TYPES ? type : OTHER,
    version: codeVersion,
    issued: dayOf(new Date(FIRST_DAY + issued * DAY)),
    expires: dayOf(new Date(FIRST_DAY + expires * DAY)),
    commune: String(commune).padStart(5, "0"),
    secret: code.slice(15, 15 + SECRET_LENGTH),
    name: nameIn(name),
  };
}

/** @param {Bytes} bytes */
function nameIn(bytes) {
  const name = textOf(bytes, "a venue's name");
  if (bytes.length < 1 || bytes.length > NAME_LIMIT || name !== name.trim() || name !== name.normalize("NFC"))
    throw new Malformed(`a venue's name is NFC, has 1 to ${NAME_LIMIT} bytes and no blank at its ends`);
  if (FORBIDDEN.test(name)) throw new Malformed("a venue's name has no control, invisible or markup character");
  return name;
}

/** The mark, in hex, by which a feed says that the code with this secret is shown no more. @param {Bytes} secret @returns {Promise<string>} */
export async function endedMark(secret) {
  const hmac = await hmacSha256(secret);
  return toHex((await hmac(utf8("bluezone venue ended 1\n"))).slice(0, MARK_LENGTH));
}

/** The hour, counted from 1970, that holds a moment. @param {Date} moment */
export const hourAt = (moment) => Math.floor(moment.getTime() / HOUR);

/** The marks of hours at a venue. @param {Bytes} secret @param {number} firstHour @param {number} count @returns {Promise<HourMark[]>} */
export async function hourMarks(secret, firstHour, count) {
  const hmac = await hmacSha256(secret);
  const hours = Array.from({ length: count }, (_, at) => bigEndian(firstHour + at, 4));
  return Promise.all(
    hours.map(async (hour) => ({
      value: toHex((await hmac(joined(utf8("bluezone venue hour 1\n"), hour))).slice(0, VALUE_LENGTH)),
      mask: toHex((await hmac(joined(utf8("bluezone venue minutes 1\n"), hour))).slice(0, 2)),
    })),
  );
}

/**
 * A stay that begins at `start` and ends by itself as the venue's type says.
 *
 * @param {VenueCode} code from `readCode`
 * @param {Date} start
 * @returns {Promise<Stay>}
 */
export async function checkIn(code, start) {
  if (start.getTime() < 0) throw new Refusal("check_in_out_of_range", "a check-in begins after 1970");
  const firstHour = Math.max(0, hourAt(start) - HOURS_BEFORE);
  return {
    name: code.name,
    type: code.type,
    commune: code.commune,
    version: code.version,
    start: momentText(start),
    end: momentText(new Date(start.getTime() + VENUE_TYPES[code.type].stay * MINUTE)),
    automatic: true,
    first_hour: firstHour,
    marks: await hourMarks(code.secret, firstHour, hourAt(start) + HOURS_AFTER + 1 - firstHour),
  };
}

/**
 * A stay with corrected times; an end that is given is a person's. Codes `check_in_order_wrong`, `check_in_out_of_range`.
 *
 * @template {Stay} S
 * @param {S} stay
 * @param {{ start?: string, end?: string }} change
 * @returns {S}
 */
export function changed(stay, change) {
  const start = new Date(change.start ?? stay.start);
  const end = new Date(change.end ?? stay.end);
  const [first, last] = [stay.first_hour * HOUR, (stay.first_hour + stay.marks.length) * HOUR];
  if (!(start < end)) throw new Refusal("check_in_order_wrong", "a check-in ends after its start");
  if (start.getTime() < first || end.getTime() > last)
    throw new Refusal("check_in_out_of_range", "a check-in stays within the hours that were kept");
  const automatic = change.end === undefined && stay.automatic;
  return { ...stay, start: momentText(start), end: momentText(end), automatic };
}

/**
 * The times that a stay shares with warnings, in order; times that touch are one.
 *
 * @param {Stay} stay
 * @param {Map<string, string[]>} published from `published`
 * @returns {Span[]}
 */
export function placeExposures(stay, published) {
  const [start, end] = [Date.parse(stay.start), Date.parse(stay.end)];
  const shared = warned(stay, published)
    .filter((span) => span.start < end && start < span.end && start < end)
    .map((span) => ({ start: Math.max(span.start, start), end: Math.min(span.end, end) }))
    .sort((one, other) => one.start - other.start || one.end - other.end);
  return joinedSpans(shared).map((span) => ({ start: new Date(span.start), end: new Date(span.end) }));
}

/** Entries from `venuesIn` by their value. @param {Bytes[]} entries @returns {Map<string, string[]>} */
export function published(entries) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const entry of entries) {
    const value = toHex(entry.subarray(0, VALUE_LENGTH));
    found.set(value, [...(found.get(value) ?? []), toHex(entry.subarray(VALUE_LENGTH))]);
  }
  return found;
}

/** @param {Stay} stay @param {Map<string, string[]>} entries @returns {{ start: number, end: number }[]} */
function warned(stay, entries) {
  return stay.marks.flatMap((mark, at) =>
    (entries.get(mark.value) ?? []).flatMap((covered) => {
      const [first, last] = fromHex(covered).map((byte, place) => byte ^ fromHex(mark.mask)[place]);
      const hour = (stay.first_hour + at) * HOUR;
      return first < last && last <= 60 ? [{ start: hour + first * MINUTE, end: hour + last * MINUTE }] : [];
    }),
  );
}

/** @param {{ start: number, end: number }[]} spans in order */
function joinedSpans(spans) {
  /** @type {{ start: number, end: number }[]} */
  const found = [];
  for (const span of spans) {
    const before = found[found.length - 1];
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end);
    else found.push({ ...span });
  }
  return found;
}

/** The UTC day that holds a moment. @param {Date} moment */
const dayOf = (moment) => moment.toISOString().slice(0, 10);

export { momentText };

