/**
 * Signed feeds: news, place warnings and policy. The same rules and codes as `bluezone.protocol.signed_feeds`.
 */

import { joined } from "./bytes.js";
import { Refusal } from "./refusal.js";
import { Malformed, moment, object, record, text } from "./shape.js";
import { FILE_LIMIT, checkSignature, envelopeIn, isStale, payloadIn, seenAfter, sequenceNumber } from "./signed_files.js";
import { checkKeysFresh, signingKeys } from "./trust.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./trust.js").KeySet} KeySet */
/** @typedef {import("./trust.js").TrustState} TrustState */
/** @typedef {"news"|"venues"|"policy"} FeedKind */
/** @typedef {ReturnType<typeof FEED>} Feed the payload of a signed feed; what `content` holds depends on its kind */

const FEED_FILE = { word: "feed", title: "Feed", name: "the feed" };
const FEED = record({ kind: text, sequence: sequenceNumber, issued: moment, expires: moment, content: object });
export { isStale };
export { newsIn, venuesIn } from "./contents.js";
/** @typedef {import("./contents.js").News} News */

/**
 * Take a signed feed: answer the state after it, and the feed.
 *
 * Throws Malformed, or Refusal `keys_expired`, `feed_key_unknown`, `feed_signature_wrong`, `feed_kind_wrong`,
 * `feed_rolled_back`, `feed_forked`, `feed_expired`.
 *
 * @param {TrustState} state
 * @param {Uint8Array} feedJson
 * @param {{ kind: FeedKind, keys: KeySet, at: Date }} asked
 * @returns {Promise<{ state: TrustState, feed: Feed }>}
 */
export async function acceptFeed(state, feedJson, { kind, keys, at }) {
  checkKeysFresh(keys, at);
  const envelope = envelopeIn(feedJson, FEED_FILE);
  await checkSignature(envelope, signingKeys(keys, "feed", at).get(envelope.key), FEED_FILE);
  const feed = payloadIn(envelope, FEED, FEED_FILE);
  if (feed.kind !== kind) throw new Refusal("feed_kind_wrong", "the feed is of another kind than was asked for");
  const seen = await seenAfter(state.feeds[kind], envelope, feed, FEED_FILE, at);
  return { state: { ...state, feeds: { ...state.feeds, [kind]: seen } }, feed };
}

/**
 * The bytes of an answer; reading stops at the limit, so that a file of any size costs no more.
 *
 * @param {Response} answer
 * @param {number} [limit] in bytes
 * @returns {Promise<Bytes>}
 */
export async function limitedBytes(answer, limit = FILE_LIMIT) {
  const refused = () => new Malformed(`a file has at most ${limit} bytes`);
  const reader = answer.body?.getReader();
  if (!reader) return new Uint8Array(0);
  const parts = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    length += value.length;
    parts.push(value);
    if (length > limit) {
      await reader.cancel().catch(() => undefined);
      throw refused();
    }
  }
}
