/** UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then randomness. Pure. */

import { bigEndian, toHex } from "#app/core/bytes.js";

/** Bytes of randomness that one takes. */
export const RANDOM_LENGTH = 10;
const LAST_MOMENT = 2 ** 48 - 1;
const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A UUID of version 7; a clock before 1970 counts as 1970.
 *
 * @param {Date} at
 * @param {Uint8Array} random ten bytes
 */
export function uuid7(at, random) {
  const moment = Math.min(Math.max(Math.floor(at.getTime()) || 0, 0), LAST_MOMENT);
  const bytes = new Uint8Array(16);
  bytes.set(bigEndian(moment, 6));
  bytes.set(random.subarray(0, RANDOM_LENGTH), 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Whether a value is a UUID of version 7, as it is written here. @param {unknown} value @returns {value is string} */
export const isUuid7 = (value) => typeof value === "string" && FORM.test(value);
