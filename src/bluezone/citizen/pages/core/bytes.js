/**
 * Bytes: text forms, numbers, hashes and randomness, from what the browser has.
 *
 * Hashes come from Web Cryptography, which a browser offers only where the page came over HTTPS or from this machine.
 */

import { Malformed } from "./shape.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const BASE64URL = /^[A-Za-z0-9_-]*$/;
const HEX = /^(?:[0-9a-f]{2})*$/i;
/** How many bytes become characters at a time; an engine takes no more arguments of one call. */
const STRIDE = 8192;

/** The bytes of a text in UTF-8. @param {string} text @returns {Bytes} */
export const utf8 = (text) => Uint8Array.from(new TextEncoder().encode(text));

/** The text that UTF-8 spells. @param {Uint8Array} bytes @param {string} [name] */
export function textOf(bytes, name = "a text") {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed(`${name} is UTF-8`);
  }
}

/** The value that JSON spells. @param {Uint8Array} bytes @param {string} name @returns {unknown} */
export function jsonOf(bytes, name) {
  try {
    return JSON.parse(textOf(bytes, name));
  } catch {
    throw new Malformed(`this is not ${name}`);
  }
}

/** Bytes one after another. @param {...Uint8Array} parts @returns {Bytes} */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Whether two byte strings are the same. @param {Uint8Array} one @param {Uint8Array} other */
export const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

/** Lower-case hex. @param {Uint8Array} bytes */
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** The bytes that hex spells. @param {string} hex @param {string} [name] @returns {Bytes} */
export function fromHex(hex, name = "a byte string") {
  if (!HEX.test(hex)) throw new Malformed(`${name} is hex`);
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Base64 with padding. @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let characters = "";
  for (let at = 0; at < bytes.length; at += STRIDE) characters += String.fromCharCode(...bytes.subarray(at, at + STRIDE));
  return btoa(characters);
}

/** The bytes that base64 with padding spells. @param {string} text @param {string} [name] @returns {Bytes} */
export function fromBase64(text, name = "a byte string") {
  if (!isBase64(text)) throw new Malformed(`${name} is base64`);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Whether a text is base64; long ones piece by piece, as an engine's patterns have a stack. @param {string} text */
function isBase64(text) {
  if (text.length % 4 !== 0) return false;
  for (let at = 0; at < text.length; at += STRIDE) {
    const piece = text.slice(at, at + STRIDE);
    if (!BASE64.test(piece) || (piece.endsWith("=") && at + STRIDE < text.length)) return false;
  }
  return true;
}

/** Base64 for addresses, without padding. @param {Uint8Array} bytes */
export const toBase64Url = (bytes) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** The bytes that base64 for addresses spells, as an encoder writes it. @param {string} text @param {string} [name] @returns {Bytes} */
export function fromBase64Url(text, name = "a byte string") {
  if (!BASE64URL.test(text) || text.length % 4 === 1) throw new Malformed(`${name} is base64url`);
  const plain = text.replace(/-/g, "+").replace(/_/g, "/");
  const bytes = fromBase64(plain + "=".repeat((4 - (plain.length % 4)) % 4), name);
  if (toBase64Url(bytes) !== text) throw new Malformed(`${name} is base64url as an encoder writes it`);
  return bytes;
}

/** A number as so many bytes, big endian. @param {number} number @param {number} length @returns {Bytes} */
export function bigEndian(number, length) {
  const bytes = new Uint8Array(length);
  for (let at = length - 1, rest = number; at >= 0; at -= 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

/** The number that bytes spell, big endian; at most six bytes. @param {Uint8Array} bytes */
export const numberOf = (bytes) => bytes.reduce((number, byte) => number * 256 + byte, 0);

/** @param {Uint8Array} bytes @returns {Promise<Bytes>} */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));

/** A function that gives HMAC-SHA256 under one key. @param {Bytes} key @returns {Promise<(message: Bytes) => Promise<Bytes>>} */
export async function hmacSha256(key) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (message) => new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

/** Fresh random bytes. @param {number} length @returns {Bytes} */
export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
