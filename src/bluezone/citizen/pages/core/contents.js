/**
 * Contents of the signed feeds: news and place warnings, in the shapes of `bluezone.protocol.news` and `.place_warnings`.
 *
 * A signature says who wrote something, not that it is well-formed: what does not fit is refused here, whole.
 */

import { fromBase64, toHex } from "./bytes.js";
import { Malformed, between, fewOf, moment, optional, record, text, written } from "./shape.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./feeds.js").Feed} Feed */
/** @typedef {ReturnType<typeof NEWS>} News the content of the `news` feed */

/** Bytes of an entry of a place warning: a value of 16 and two masked minutes. */
export const ENTRY_LENGTH = 18;
/** Bytes of the mark of an ended code, and how many a feed lists at most. */
const MARK_LENGTH = 8;
const MOST_MARKS = 65_536;

const ID = written(/^[a-z0-9][a-z0-9-]{0,63}$/);
/** One line, without control characters and without marks that turn the direction of writing. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const LINE = written(/^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+$/, 200);
/** Paragraphs: the same with line ends. */
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const BODY = written(/^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+$/, 20_000);
const TITLE = record({ vi: LINE, en: LINE });
const TEXT = record({ vi: BODY, en: BODY });
const TELEPHONE = record({
  unit: written(/^[0-9]{2,5}$/),
  name: TITLE,
  number: written(/^\+?[0-9][0-9 .-]{1,22}$/),
});

export const NEWS = record({
  items: optional(fewOf(record({ id: ID, issued: moment, title: TITLE, text: TEXT }), 200), []),
  advice: optional(fewOf(record({ id: ID, title: TITLE, text: TEXT }), 100), []),
  faq: optional(fewOf(record({ id: ID, question: TITLE, answer: TEXT }), 200), []),
  telephones: optional(fewOf(TELEPHONE, 20_000), []),
  isolation_days: between(0, 60),
});

/** The news in a `news` feed. @param {Feed} feed @returns {News} */
export const newsIn = (feed) => NEWS(feed.content, "the content of the feed");

const VENUES = record({ hours: text, ended: optional(text, "") });

/** The entries in a `venues` feed, one by one. @param {Feed} feed @returns {Bytes[]} */
export function venuesIn(feed) {
  const { hours } = VENUES(feed.content, "the content of the feed");
  return entriesIn(fromBase64(hours, "hours"));
}

/** The marks of ended codes in a `venues` feed, in hex; none in a feed of an earlier year. @param {Feed} feed @returns {Set<string>} */
export function endedIn(feed) {
  const { ended } = VENUES(feed.content, "the content of the feed");
  return marksIn(fromBase64(ended, "ended"));
}

/** Joined marks one by one, in hex. @param {Bytes} ended @returns {Set<string>} */
export function marksIn(ended) {
  if (ended.length % MARK_LENGTH || ended.length > MOST_MARKS * MARK_LENGTH)
    throw new Malformed(`ended codes are at most ${MOST_MARKS} marks of ${MARK_LENGTH} bytes`);
  return new Set(Array.from({ length: ended.length / MARK_LENGTH }, (_, at) => toHex(ended.slice(at * MARK_LENGTH, (at + 1) * MARK_LENGTH))));
}

/** Joined entries one by one. @param {Bytes} hours @returns {Bytes[]} */
export function entriesIn(hours) {
  if (hours.length % ENTRY_LENGTH) throw new Malformed(`each entry of a place warning has ${ENTRY_LENGTH} bytes`);
  return Array.from({ length: hours.length / ENTRY_LENGTH }, (_, at) => hours.slice(at * ENTRY_LENGTH, (at + 1) * ENTRY_LENGTH));
}
