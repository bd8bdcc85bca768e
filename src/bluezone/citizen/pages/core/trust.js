/**
 * Trust: which keys the pages believe, from one fingerprint. The same rules and codes as `bluezone.protocol.trust`.
 *
 * The fingerprint comes with the installation. The root key signs `keys.json`: the keys that sign everything else, and
 * for how long. `TrustState` is what is remembered between two looks, as a plain document; nothing here changes it.
 */

import { fromBase64, fromHex, same, sha256, toHex } from "./bytes.js";
import { Refusal } from "./refusal.js";
import { Malformed, listOf, moment, record, text } from "./shape.js";
import { checkFresh, checkSignature, envelopeIn, payloadIn, seenAfter, sequenceNumber } from "./signed_files.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./signed_files.js").Seen} Seen */
/** @typedef {"export"|"index"|"feed"|"venue"|"mail"|"certificate"} Use */
/** @typedef {ReturnType<typeof TRUSTED_KEY>} TrustedKey a public key that the root vouches for; its SPKI in base64 */
/** @typedef {ReturnType<typeof KEY_SET>} KeySet the payload of `keys.json` */
/** @typedef {{ root_fingerprint: string, keys: Seen | null, feeds: Record<string, Seen> }} TrustState */

const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}$/;
const KEYS = { word: "keys", title: "KeySet", name: "keys.json" };

/** @type {import("./shape.js").Shape<string>} */
const keyName = (value, name = "id") => {
  const found = text(value, name);
  if (NAME.test(found)) return found;
  throw new Malformed(`${name} is a name`);
};

const TRUSTED_KEY = record({
  id: keyName,
  use: text,
  algorithm: text,
  public_key: text,
  valid_from: moment,
  valid_until: moment,
});

export const KEY_SET = record({ sequence: sequenceNumber, issued: moment, expires: moment, keys: listOf(TRUSTED_KEY) });

/** What stands before the 32 bytes of a key in its SubjectPublicKeyInfo (RFC 8410, section 4). @type {Record<string, Bytes>} */
const PREFIXES = { Ed25519: fromHex("302a300506032b6570032100"), X25519: fromHex("302a300506032b656e032100") };
const KEY_LENGTH = 32;

/** What is known before the first look. @param {string} fingerprint hex @returns {TrustState} */
export const freshState = (fingerprint) => ({ root_fingerprint: fingerprint, keys: null, feeds: {} });

/**
 * Take a `keys.json`: answer the state after it, and the keys it says.
 *
 * Throws Malformed, or Refusal `keys_fingerprint_wrong`, `keys_signature_wrong`, `keys_expired`, `keys_rolled_back`,
 * `keys_forked`.
 *
 * @param {TrustState} state
 * @param {Uint8Array} keysJson
 * @param {Date} at
 * @returns {Promise<{ state: TrustState, keys: KeySet }>}
 */
export async function acceptKeys(state, keysJson, at) {
  const envelope = envelopeIn(keysJson, KEYS);
  await checkSignature(envelope, await rootKey(envelope.key, state.root_fingerprint), KEYS);
  const keys = payloadIn(envelope, KEY_SET, KEYS);
  await Promise.all(keys.keys.map(checkKey));
  const seen = await seenAfter(state.keys, envelope, keys, KEYS, at);
  return { state: { ...state, keys: seen }, keys };
}

/** Refuse to believe any key of a `keys.json` that is stale; code `keys_expired`. @param {KeySet} keys @param {Date} at */
export const checkKeysFresh = (keys, at) => checkFresh(keys, KEYS, at);

/** The keys that may be used so now, as they stand in the file. @param {KeySet} keys @param {Use} use @param {Date} at */
export function validKeys(keys, use, at) {
  const now = at.getTime();
  return keys.keys.filter((key) => key.use === use && Date.parse(key.valid_from) <= now && now < Date.parse(key.valid_until));
}

/** The Ed25519 keys, by id, whose signature counts now. @param {KeySet} keys @param {Use} use @param {Date} at */
export function signingKeys(keys, use, at) {
  const valid = validKeys(keys, use, at).filter((key) => key.algorithm === "Ed25519");
  return new Map(valid.map((key) => [key.id, rawKey(key)]));
}

/** The SubjectPublicKeyInfo of a key. @param {TrustedKey} key */
export const spki = (key) => fromBase64(key.public_key, "public_key");

/** The 32 bytes of an Ed25519 or X25519 key. @param {TrustedKey} key @returns {Bytes} */
export function rawKey(key) {
  const raw = withoutPrefix(spki(key), key.algorithm);
  if (raw) return raw;
  throw new Malformed("a public key in keys.json is not of its algorithm");
}

/** The 4 bytes by which a code or a letter names a key. @param {TrustedKey} key @returns {Promise<Bytes>} */
export const shortId = async (key) => (await sha256(spki(key))).slice(0, 4);

/** @param {Bytes} der @param {string} algorithm @returns {Bytes | undefined} */
function withoutPrefix(der, algorithm) {
  const prefix = PREFIXES[algorithm];
  const fits = prefix && der.length === prefix.length + KEY_LENGTH && same(der.slice(0, prefix.length), prefix);
  return fits ? der.slice(prefix.length) : undefined;
}

/** @param {TrustedKey} key */
async function checkKey(key) {
  if (key.algorithm === "Ed25519" || key.algorithm === "X25519") rawKey(key);
  if (key.algorithm !== "ES256") return;
  try {
    await crypto.subtle.importKey("spki", spki(key), { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"]);
  } catch {
    throw new Malformed("a public key in keys.json is not of its algorithm");
  }
}

/** @param {string} name hex of the root's SubjectPublicKeyInfo @param {string} expected its fingerprint */
async function rootKey(name, expected) {
  const der = fromHex(name, "the key of keys.json");
  const raw = withoutPrefix(der, "Ed25519");
  if (raw && toHex(await sha256(der)) === expected.toLowerCase()) return raw;
  throw new Refusal("keys_fingerprint_wrong", "keys.json is not signed by the root with this fingerprint");
}
