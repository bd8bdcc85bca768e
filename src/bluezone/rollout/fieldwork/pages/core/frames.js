/**
 * A content as an endless series of QR codes, and back from whichever of them a camera caught.
 *
 * A frame is the letters `BZ1:` and in base45: the content's id (4 bytes, its CRC-32), the frame's number (2 bytes), how
 * many pieces there are (2 bytes), what it carries, and the CRC-32 of all that; numbers are big endian. The pieces are
 * those of the content's length (4 bytes), the content, and zeros; how frames join pieces is told in `fountain.js`.
 *
 * The size: 342 bytes of content make 535 letters, which fill version 12 at level L (ISO/IEC 18004): 65 modules, 73 with
 * the quiet zone, so 4.4 CSS pixels a module on a telephone of 360, and some 6 pixels in a camera's picture of 960 x 540,
 * where readers want 3. Level L, because a lit screen has no dirt and a frame that was not read is made good by any later
 * one. Five frames a second: a cheap telephone looks four to eight times a second, and a screen's change takes 20 ms.
 * So 200 visits (8 KB, 24 frames) take 5 to 8 seconds, and the largest content, 64 KiB, 40 to 60.
 */

import { bigEndian, joined, numberOf } from "#app/core/bytes.js";
import { Malformed } from "#app/core/shape.js";
import { fromBase45, toBase45 } from "./base45.js";
import { Basin, combined } from "./fountain.js";

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{id: number, number: number, count: number, carried: Uint8Array}} Frame */
/** @typedef {"foreign" | "damaged" | "known" | "new" | "whole"} Heard
 *   `foreign`: no frame of ours; `damaged`: does not add up; `known`: says nothing new; `whole`: the content is complete */

/** The largest content, in bytes. */
export const LARGEST = 65_536;
/** Bytes of a piece, at most. */
export const PIECE = 342;
/** How often the code changes, a second: what a person may choose, and where they begin. */
export const SPEEDS = [2, 3, 4, 5, 6, 8];
export const USUAL_SPEED = 5;
/** The version of a QR code that the largest frame fits, at level L. */
export const QR_VERSION = 12;

const MARK = "BZ1:";
const HEAD = 8;
const CHECK = 4;
const LENGTH = 4;
const NUMBERS = 65_536;
const MOST_PIECES = Math.ceil((LARGEST + LENGTH) / PIECE);
/** Contents that are collected at the same time; the oldest is let go. */
const MOST_AT_ONCE = 4;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as in ISO/IEC 3309. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * Frames of a content: `text(n)` is the n-th, for any n from 0.
 * @param {Uint8Array} content
 * @returns {{id: number, count: number, text: (number: number) => string}}
 */
export function framesOf(content) {
  if (content.length > LARGEST) throw new RangeError("a content has at most 64 KiB");
  const id = crc32(content);
  const count = Math.max(1, Math.ceil((content.length + LENGTH) / PIECE));
  const size = Math.ceil((content.length + LENGTH) / count);
  const whole = new Uint8Array(count * size);
  whole.set(joined(bigEndian(content.length, LENGTH), content));
  const pieces = Array.from({ length: count }, (_, at) => whole.subarray(at * size, (at + 1) * size));
  const text = (/** @type {number} */ given) => {
    const number = given % NUMBERS;
    const frame = joined(bigEndian(id, 4), bigEndian(number, 2), bigEndian(count, 2), combined(pieces, id, number));
    return MARK + toBase45(joined(frame, bigEndian(crc32(frame), CHECK)));
  };
  return { id, count, text };
}

/**
 * The frame that a code says.
 * @param {string} text
 * @returns {Frame | "foreign" | "damaged"}
 */
export function readFrame(text) {
  if (!text.startsWith(MARK)) return "foreign";
  const bytes = bytesOf(text.slice(MARK.length));
  if (!bytes || bytes.length <= HEAD + CHECK || bytes.length > HEAD + PIECE + CHECK) return "damaged";
  const [head, check] = [bytes.subarray(0, -CHECK), bytes.subarray(-CHECK)];
  if (numberOf(check) !== crc32(head)) return "damaged";
  const [id, number, count] = [numberOf(head.subarray(0, 4)), numberOf(head.subarray(4, 6)), numberOf(head.subarray(6, 8))];
  if (count < 1 || count > MOST_PIECES) return "damaged";
  return { id, number, count, carried: head.subarray(HEAD) };
}

/** @param {string} text */
function bytesOf(text) {
  try {
    return fromBase45(text);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

/** What was caught so far: contents in the order in which they became whole, and how far the one in sight is. */
export class Catch {
  constructor() {
    /** @type {Map<string, Basin>} */
    this.open = new Map();
    /** @type {Set<string>} */
    this.whole = new Set();
    /** The newest whole content. @type {Bytes | null} */
    this.content = null;
    /** Of the content in sight: how many pieces are known, of how many. @type {{known: number, count: number}} */
    this.progress = { known: 0, count: 0 };
  }

  /** Take what a code said. @param {string} text @returns {Heard} */
  take(text) {
    const frame = readFrame(text);
    if (typeof frame === "string") return frame;
    const name = [frame.id, frame.count, frame.carried.length].join("/");
    if (this.whole.has(name)) {
      this.progress = { known: frame.count, count: frame.count };
      return "known";
    }
    const basin = this.basin(name, frame);
    const isNew = basin.take(frame.number, frame.carried);
    this.progress = { known: basin.rank, count: basin.count };
    if (basin.rank < basin.count) return isNew ? "new" : "known";
    return this.close(name, basin);
  }

  /** @param {string} name @param {Frame} frame */
  basin(name, { count, id }) {
    const basin = this.open.get(name) ?? new Basin(count, id);
    this.open.delete(name);
    this.open.set(name, basin); // the newest stands last
    if (this.open.size > MOST_AT_ONCE) this.open.delete(/** @type {string} */ (this.open.keys().next().value));
    return basin;
  }

  /** @param {string} name @param {Basin} basin @returns {Heard} */
  close(name, basin) {
    this.open.delete(name);
    const whole = joined(.../** @type {Uint8Array[]} */ (basin.pieces()));
    const length = numberOf(whole.subarray(0, LENGTH));
    const content = whole.slice(LENGTH, LENGTH + length);
    if (content.length !== length || crc32(content) !== basin.id) {
      this.progress = { known: 0, count: basin.count };
      return "damaged"; // frames of two contents of one id: begin again
    }
    this.whole.add(name);
    this.content = content;
    return "whole";
  }
}
