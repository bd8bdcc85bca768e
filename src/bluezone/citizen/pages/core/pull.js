/**
 * Pulling: `keys.json` and the signed feeds of a key server, each taken whole or not at all.
 *
 * What is asked is the same for everybody: no cookie, no referrer, no parameter. A feed that was never published is no
 * error; what was taken before stays when the network or a rule stands in the way.
 */

import { acceptFeed, limitedBytes } from "./feeds.js";
import { Refusal } from "./refusal.js";
import { Malformed } from "./shape.js";
import { acceptKeys, freshState } from "./trust.js";

/** @typedef {import("./feeds.js").Feed} Feed */
/** @typedef {import("./feeds.js").FeedKind} FeedKind */
/** @typedef {{ state: import("./trust.js").TrustState, keys: import("./trust.js").KeySet | null }} Trust the `trust` document */
/**
 * @typedef {object} Pulled
 * @property {Trust} trust what to remember
 * @property {Partial<Record<FeedKind, Feed>>} feeds what was taken now
 * @property {string | null} error the code of the first thing that failed
 */
/** @typedef {typeof globalThis.fetch} Fetch */

/** How long a file may take, in milliseconds: four megabytes over a slow mobile network. */
const PATIENCE = 120_000;

/** The network, or whoever stands in for it, did not answer with the file. */
export class Unreachable extends Error {
  constructor() {
    super("the server was not reached");
    this.name = "Unreachable";
    this.code = "unreachable";
  }
}

/**
 * Pull the keys and the feeds that are asked for.
 *
 * @param {{ origin: string, fingerprint: string, kinds: FeedKind[], trust: Trust | null, at: Date, fetch: Fetch }} asked
 * @returns {Promise<Pulled>}
 */
export async function pull({ origin, fingerprint, kinds, trust, at, fetch }) {
  const same = trust?.state.root_fingerprint === fingerprint;
  const before = trust && same ? trust : { state: freshState(fingerprint), keys: null };
  if (!fingerprint) return { trust: before, feeds: {}, error: "fingerprint_unknown" };
  try {
    const taken = await acceptKeys(before.state, await file(fetch, `${origin}/keys.json`), at);
    return await pullFeeds({ origin, kinds, trust: taken, at, fetch });
  } catch (wrong) {
    return { trust: before, feeds: {}, error: codeOf(wrong) };
  }
}

/** @param {{ origin: string, kinds: FeedKind[], trust: { state: Trust["state"], keys: import("./trust.js").KeySet }, at: Date, fetch: Fetch }} asked @returns {Promise<Pulled>} */
async function pullFeeds({ origin, kinds, trust, at, fetch }) {
  /** @type {Pulled} */
  const pulled = { trust, feeds: {}, error: null };
  for (const kind of kinds) {
    try {
      const content = await file(fetch, `${origin}/signed/${kind}.json`, true);
      if (!content) continue;
      const { state, feed } = await acceptFeed(pulled.trust.state, content, { kind, keys: trust.keys, at });
      pulled.trust = { ...pulled.trust, state };
      pulled.feeds[kind] = feed;
    } catch (wrong) {
      pulled.error ??= codeOf(wrong);
    }
  }
  return pulled;
}

/**
 * The bytes of a public file; nothing where a file may be missing and is.
 *
 * @overload
 * @param {Fetch} fetch
 * @param {string} address
 * @returns {Promise<import("./bytes.js").Bytes>}
 */
/**
 * @overload
 * @param {Fetch} fetch
 * @param {string} address
 * @param {true} mayMiss
 * @returns {Promise<import("./bytes.js").Bytes | null>}
 */
/** @param {Fetch} fetch @param {string} address @param {boolean} [mayMiss] */
async function file(fetch, address, mayMiss = false) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer", signal: stop.signal });
    if (mayMiss && answer.status === 404) return null;
    if (!answer.ok) throw new Unreachable();
    return await limitedBytes(answer);
  } catch (wrong) {
    if (wrong instanceof Malformed) throw wrong;
    throw new Unreachable();
  } finally {
    clearTimeout(timer);
  }
}

/** @param {unknown} wrong */
export function codeOf(wrong) {
  if (wrong instanceof Malformed) return "malformed";
  if (wrong instanceof Refusal || wrong instanceof Unreachable) return wrong.code;
  throw wrong;
}
