/**
 * The place where a vault lives: what it takes from the browser, so that a test or a simulation can give it another.
 *
 * @typedef {import("#app/core/bytes.js").Bytes} Bytes
 * @typedef {object} Place
 * @property {IDBFactory | undefined} indexedDB
 * @property {Crypto} crypto
 * @property {(address: string, init: RequestInit) => Promise<Response>} fetch
 * @property {Storage | undefined} localStorage
 * @property {any} navigator
 * @property {(new (name: string) => BroadcastChannel) | undefined} BroadcastChannel
 * @property {() => Date} now
 * @property {() => number} uptime milliseconds since the page was opened, which no clock can set
 * @property {(length: number) => Bytes} random
 * @property {(milliseconds: number) => Promise<void>} sleep
 * @property {number} rounds of PBKDF2, for a new PIN; a simulation of many devices takes fewer
 */

/**
 * Rounds of PBKDF2-HMAC-SHA256 that a PIN costs: what OWASP asks for (Password Storage Cheat Sheet, 2023: 600,000).
 * Measured with Web Cryptography: 0.11 s of one core (Node 20), an unlock in Chromium 0.08 s, and 0.31 s where its page
 * was slowed six times; a processor that is itself six times slower would take about 0.65 s.
 */
export const ROUNDS = 600_000;

/** The browser's own, with what is given instead. @param {Partial<Place>} given @returns {Place} */
export function placeOf(given = {}) {
  const has = globalThis;
  return {
    indexedDB: has.indexedDB,
    crypto: has.crypto,
    fetch: (address, init) => has.fetch(address, init),
    localStorage: storageOf(has),
    navigator: has.navigator,
    BroadcastChannel: has.BroadcastChannel,
    now: () => new Date(),
    uptime: () => Math.floor(performance.now()),
    random: (length) => has.crypto.getRandomValues(new Uint8Array(length)),
    sleep: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds)),
    rounds: ROUNDS,
    ...given,
  };
}

/** @param {any} has @returns {Storage | undefined} */
function storageOf(has) {
  try {
    return has.localStorage; // reading the name alone throws where storage is forbidden
  } catch {
    return undefined;
  }
}

const MARK = "bluezone-field";

/** What was kept here once: "kept", "revoked", or null; a word that outlives the database. @param {Place} place */
export function markOf(place) {
  try {
    return place.localStorage?.getItem(MARK) ?? null;
  } catch {
    return null;
  }
}

/** @param {Place} place @param {"kept" | "revoked" | null} word */
export function setMark(place, word) {
  try {
    if (word) place.localStorage?.setItem(MARK, word);
    else place.localStorage?.removeItem(MARK);
  } catch {
    // storage is full or forbidden: then an eviction goes unnoticed
  }
}
