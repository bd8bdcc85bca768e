/**
 * Texts of the signed news feed as a page shows them: search, order, and what has been read.
 */

import { newsIn } from "./contents.js";
import { Malformed } from "./shape.js";

/** @typedef {import("./contents.js").News} News */

const MARKS = /\p{M}+/gu;
/** So many identifiers of read items are kept; older ones are no longer in the feed. */
const MOST_READ = 500;

/**
 * Return a text as it is searched: small letters, no tone marks, đ as d. "khau trang" finds "Khẩu trang".
 * @param {string} text
 */
export function folded(text) {
  return text.normalize("NFD").replace(MARKS, "").toLowerCase().replace(/đ/g, "d").replace(/\s+/g, " ").trim();
}

/**
 * Return the entries whose text holds every word of a search, in the order given; an empty search finds all.
 * @template Entry
 * @param {Entry[]} entries
 * @param {string} search
 * @param {(entry: Entry) => string} textOf
 */
export function matching(entries, search, textOf) {
  const words = folded(search).split(" ").filter(Boolean);
  return entries.filter((entry) => {
    const text = folded(textOf(entry));
    return words.every((word) => text.includes(word));
  });
}

/**
 * Return the identifiers of news that a settings document holds as read.
 * @param {unknown} document
 * @returns {string[]}
 */
export function readIn(document) {
  const found = /** @type {any} */ (document)?.news;
  return Array.isArray(found) ? found.filter((each) => typeof each === "string") : [];
}

/**
 * Return the settings document with one more item read; what other screens keep there stays.
 * @param {unknown} document
 * @param {string} id
 */
export function withRead(document, id) {
  const kept = typeof document === "object" && document !== null ? document : {};
  const news = [...readIn(document).filter((each) => each !== id), id].slice(-MOST_READ);
  return { ...kept, news };
}

/**
 * Return the items by the day they were issued, newest first.
 * @template {{ issued: string }} Item
 * @param {Item[]} items
 */
export function newestFirst(items) {
  return [...items].sort((one, other) => Date.parse(other.issued) - Date.parse(one.issued));
}

/**
 * Return the news in a verified feed, or null where there is none or it is of a shape of a later year.
 * @param {any} feed the settings document `news`
 * @returns {News | null}
 */
export function newsOf(feed) {
  try {
    return feed ? newsIn(feed) : null;
  } catch (wrong) {
    if (wrong instanceof Malformed) return null;
    throw wrong;
  }
}
