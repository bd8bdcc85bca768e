/**
 * Signed files: the envelope that `keys.json` and the signed feeds share, and what makes one acceptable.
 *
 * The same rules as `bluezone.protocol.signed_files`: a payload travels byte for byte beside the Ed25519 signature over
 * it, which also covers the kind of the file. Payloads count up and expire; an older one, or another one with a number
 * that was taken before, is refused.
 */

import { fromBase64, joined, jsonOf, sha256, toHex, utf8 } from "./bytes.js";
import { holds } from "./ed25519.js";
import { Refusal } from "./refusal.js";
import { Malformed, count, record, text } from "./shape.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @template T @typedef {import("./shape.js").Shape<T>} Shape */
/** @typedef {{ sequence: number, digest: string }} Seen the newest file of a kind that was taken; SHA-256 in hex */
/** @typedef {{ word: string, title: string, name: string }} Kind see `bluezone.protocol.signed_files.Kind` */
/** @typedef {{ payload: Bytes, key: string, signature: Bytes }} Envelope */

/** The longest signed file that a reader takes, in bytes. */
export const FILE_LIMIT = 4 * 1024 * 1024;

const ENVELOPE = record({ payload: text, key: text, signature: text });

/** A number of a file, from 1. @type {Shape<number>} */
export const sequenceNumber = (value, name = "sequence") => {
  const number = count(value, name);
  if (number >= 1) return number;
  throw new Malformed(`${name} is counted from 1`);
};

/** The envelope in a file. @param {Uint8Array} content @param {Kind} kind @returns {Envelope} */
export function envelopeIn(content, kind) {
  if (content.length > FILE_LIMIT) throw new Malformed(`${kind.name} has at most ${FILE_LIMIT} bytes`);
  const { payload, key, signature } = ENVELOPE(jsonOf(content, kind.name), kind.name);
  return { payload: fromBase64(payload, "payload"), key, signature: fromBase64(signature, "signature") };
}

/** What a payload says. @template T @param {Envelope} envelope @param {Shape<T>} shape @param {Kind} kind @returns {T} */
export const payloadIn = (envelope, shape, kind) => shape(jsonOf(envelope.payload, kind.name), kind.name);

/**
 * Refuse an envelope whose signature does not hold for the key of its name; codes `*_key_unknown`, `*_signature_wrong`.
 *
 * @param {Envelope} envelope
 * @param {Bytes | undefined} publicKey 32 bytes; undefined when there is no such key
 * @param {Kind} kind
 */
export async function checkSignature(envelope, publicKey, kind) {
  if (!publicKey) throw new Refusal(`${kind.word}_key_unknown`, `${kind.name} is signed with a key that may not sign it now`);
  const signed = joined(utf8(`bluezone ${kind.title} 1\n`), envelope.payload);
  if (await holds(envelope.signature, signed, publicKey)) return;
  throw new Refusal(`${kind.word}_signature_wrong`, `the signature of ${kind.name} does not hold`);
}

/**
 * What is remembered once a verified file is taken; codes `*_rolled_back`, `*_forked`, `*_expired`.
 *
 * @param {Seen | null | undefined} before
 * @param {Envelope} envelope
 * @param {{ sequence: number, expires: string }} payload
 * @param {Kind} kind
 * @param {Date} at
 * @returns {Promise<Seen>}
 */
export async function seenAfter(before, envelope, payload, kind, at) {
  const seen = { sequence: payload.sequence, digest: toHex(await sha256(envelope.payload)) };
  if (before && seen.sequence < before.sequence)
    throw new Refusal(`${kind.word}_rolled_back`, `an older ${kind.name} than the one taken before`);
  if (before && seen.sequence === before.sequence && seen.digest !== before.digest)
    throw new Refusal(`${kind.word}_forked`, `two different ${kind.name} have the same number`);
  checkFresh(payload, kind, at);
  return seen;
}

/** Whether a payload is stale. @param {{ expires: string }} payload @param {Date} at */
export const isStale = (payload, at) => at.getTime() >= Date.parse(payload.expires);

/** Refuse a payload that is stale; code `*_expired`. @param {{ expires: string }} payload @param {Kind} kind @param {Date} at */
export function checkFresh(payload, kind, at) {
  if (isStale(payload, at)) throw new Refusal(`${kind.word}_expired`, `${kind.name} has expired`);
}
