/**
 * Base45 (RFC 9285): bytes in the letters of QR's alphanumeric mode, which every reader gives back alike.
 *
 * A QR code's binary mode costs 8 bits a byte and this 8.25, but readers guess a character set for binary and change it.
 */

import { Malformed } from "#app/core/shape.js";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]));

/** @param {Uint8Array} bytes */
export function toBase45(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const isPair = at + 1 < bytes.length;
    let rest = isPair ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let place = isPair ? 3 : 2; place > 0; place -= 1) {
      text += LETTERS[rest % 45];
      rest = Math.floor(rest / 45);
    }
  }
  return text;
}

/**
 * The bytes that a text spells, or `Malformed`: only what an encoder writes is read.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function fromBase45(text) {
  if (text.length % 3 === 1) throw new Malformed("base45 has two or three letters at the end");
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let at = 0, to = 0; at < text.length; at += 3, to += 2) {
    const group = [...text.slice(at, at + 3)].map((letter) => VALUES.get(letter) ?? Number.NaN);
    const value = group[0] + group[1] * 45 + (group[2] ?? 0) * 2025;
    if (!(value < (group.length === 3 ? 65536 : 256))) throw new Malformed("this is not base45");
    if (group.length === 3) bytes[to] = value >> 8;
    bytes[group.length === 3 ? to + 1 : to] = value & 255;
  }
  return bytes;
}
