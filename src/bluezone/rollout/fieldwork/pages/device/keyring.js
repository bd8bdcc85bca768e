/**
 * The keys of a device. No script can read the signing key or the device's key out; what is kept is sealed under a
 * third, which lies here wrapped twice: under the PIN mixed with the server's share, and under the device's key.
 *
 * The limits: who holds the unlocked telephone and can run programs in this page may try PINs as fast as PBKDF2 lets
 * them, as the share has to lie here for a week without network. Copied files alone are worth nothing.
 *
 * @typedef {import("#app/core/bytes.js").Bytes} Bytes
 * @typedef {import("./place.js").Place} Place
 * @typedef {{ iv: Bytes, sealed: ArrayBuffer }} Sealed
 * @typedef {{ device: CryptoKey, signing: CryptoKey, share: Sealed, salt: Bytes, rounds: number, wrapped: Sealed }} Ring
 * @typedef {{ signing: CryptoKey, publicKey: Bytes, token: Bytes }} Pending a key pair whose enrolment was not answered yet
 */

import { jsonOf, utf8 } from "#app/core/bytes.js";
import { FieldError } from "../core/field_error.js";

const SHARE_INFO = utf8("bluezone-field keep 1");
const IV_LENGTH = 12;
const SALT_LENGTH = 16;
const KEY_LENGTH = 32;

/** Seals values under one key, each bound to its name so that none passes for another. */
export class Seal {
  /** @param {Place} place @param {CryptoKey} key */
  constructor(place, key) {
    this.place = place;
    this.key = key;
  }

  /** @param {string} name @param {any} value @returns {Promise<Sealed>} */
  seal(name, value) {
    return sealedBytes(this.place, this.key, name, utf8(JSON.stringify(value ?? null)));
  }

  /** @param {string} name @param {Sealed} row @returns {Promise<any>} */
  async open(name, row) {
    const plain = await openedBytes(this.place, this.key, name, row);
    if (!plain) throw new FieldError("store_damaged");
    return jsonOf(plain, "a document");
  }
}

/** A fresh key pair that signs, whose private half cannot be read out. @param {Place} place @param {Bytes} token its hash @returns {Promise<Pending>} */
export async function signingPair(place, token) {
  const made = /** @type {CryptoKeyPair} */ (
    await place.crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"])
  );
  const publicKey = new Uint8Array(await place.crypto.subtle.exportKey("spki", made.publicKey));
  return { signing: made.privateKey, publicKey, token };
}

/** @param {Place} place @param {CryptoKey} key @param {Bytes} bytes @returns {Promise<Bytes>} */
export async function signed(place, key, bytes) {
  return new Uint8Array(await place.crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));
}

/**
 * A new ring, and the seal that it holds.
 *
 * @param {Place} place
 * @param {{ signing: CryptoKey, share: Bytes, pin: string }} given
 * @returns {Promise<{ ring: Ring, seal: Seal }>}
 */
export async function madeRing(place, { signing, share, pin }) {
  const device = await place.crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const kept = place.random(KEY_LENGTH);
  const ring = {
    device,
    signing,
    share: await sealedBytes(place, device, "share", share),
    ...(await wrappedKey(place, { device, share, pin, kept })),
  };
  return { ring, seal: await sealOf(place, kept) };
}

/** The seal of a ring, or null where the PIN is another. @param {Place} place @param {Ring} ring @param {string} pin */
export async function openedRing(place, ring, pin) {
  const kept = await keptKey(place, ring, pin);
  return kept && sealOf(place, kept);
}

/** The ring under another PIN, or null where the PIN before is another. @param {Place} place @param {Ring} ring @param {string} before @param {string} after */
export async function changedRing(place, ring, before, after) {
  const kept = await keptKey(place, ring, before);
  const share = await openedBytes(place, ring.device, "share", ring.share);
  if (!kept || !share) return null;
  return { ...ring, ...(await wrappedKey(place, { device: ring.device, share, pin: after, kept })) };
}

/** @param {Place} place @param {Ring} ring @param {string} pin */
async function keptKey(place, ring, pin) {
  const share = await openedBytes(place, ring.device, "share", ring.share);
  const inner = await openedBytes(place, ring.device, "kept", ring.wrapped);
  if (!share || !inner) throw new FieldError("store_damaged");
  const key = await pinKey(place, { pin, salt: ring.salt, rounds: ring.rounds, share });
  return openedBytes(place, key, "kept", { iv: inner.slice(0, IV_LENGTH), sealed: inner.slice(IV_LENGTH).buffer });
}

/** @param {Place} place @param {{ device: CryptoKey, share: Bytes, pin: string, kept: Bytes }} given */
async function wrappedKey(place, { device, share, pin, kept }) {
  const [salt, rounds] = [place.random(SALT_LENGTH), place.rounds];
  const inner = await sealedBytes(place, await pinKey(place, { pin, salt, rounds, share }), "kept", kept);
  const whole = new Uint8Array(IV_LENGTH + inner.sealed.byteLength);
  whole.set(inner.iv);
  whole.set(new Uint8Array(inner.sealed), IV_LENGTH);
  return { salt, rounds, wrapped: await sealedBytes(place, device, "kept", whole) };
}

/** @param {Place} place @param {{ pin: string, salt: Bytes, rounds: number, share: Bytes }} given */
async function pinKey(place, { pin, salt, rounds, share }) {
  const { subtle } = place.crypto;
  const typed = await subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  const stretched = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, typed, 256);
  const mixed = await subtle.importKey("raw", stretched, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: share, info: SHARE_INFO };
  return subtle.deriveKey(how, mixed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** @param {Place} place @param {Bytes} kept */
async function sealOf(place, kept) {
  return new Seal(place, await place.crypto.subtle.importKey("raw", kept, "AES-GCM", false, ["encrypt", "decrypt"]));
}

/** @param {Place} place @param {CryptoKey} key @param {string} name @param {Bytes} bytes @returns {Promise<Sealed>} */
async function sealedBytes(place, key, name, bytes) {
  const iv = place.random(IV_LENGTH);
  return { iv, sealed: await place.crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(name) }, key, bytes) };
}

/** @param {Place} place @param {CryptoKey} key @param {string} name @param {Sealed} row @returns {Promise<Bytes | null>} */
async function openedBytes(place, key, name, { iv, sealed }) {
  try {
    return new Uint8Array(await place.crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: utf8(name) }, key, sealed));
  } catch {
    return null;
  }
}
