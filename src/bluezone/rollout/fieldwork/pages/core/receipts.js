/**
 * Receipts: which of a device's events the server has, signed by the site's key; whoever brings one, it counts the same.
 *
 * Pure but for the signature, which the browser checks or a library.
 *
 * @typedef {import("../device/port.js").Receipt} Receipt
 * @typedef {{ device: string, ranges: [number, number][], at: string }} Covering
 */

import { fromBase64Url, jsonOf } from "#app/core/bytes.js";
import { holds } from "#app/core/ed25519.js";
import { between, listOf, record, text, Malformed } from "#app/core/shape.js";
import { FieldError } from "./field_error.js";

const SEQUENCE = between(1, 2 ** 31 - 1);

/** @type {import("#app/core/shape.js").Shape<[number, number]>} */
const range = (value, name = "a range") => {
  const [first, last, ...more] = listOf(SEQUENCE)(value, name);
  if (first === undefined || last === undefined || more.length || last < first) throw new Malformed(`${name} is [first, last]`);
  return [first, last];
};
const BODY = record({ v: between(1, 1), device: text, ranges: listOf(range), at: text });
const RECEIPT = record({ body: text, signature: text });

/**
 * What a receipt says, once its signature held.
 *
 * @param {unknown} receipt
 * @param {string} key the site's Ed25519 key, base64url
 * @returns {Promise<Covering>}
 * @throws {FieldError} receipt_wrong: it is none, or not the site's
 */
export async function checkedReceipt(receipt, key) {
  try {
    const { body, signature } = RECEIPT(receipt);
    const bytes = fromBase64Url(body);
    if (await holds(fromBase64Url(signature), bytes, fromBase64Url(key))) return BODY(jsonOf(bytes, "a receipt"));
  } catch (wrong) {
    if (!(wrong instanceof Malformed)) throw wrong;
  }
  throw new FieldError("receipt_wrong");
}

/** What a receipt says, whose signature held when it was taken in. @param {Receipt | null} receipt @returns {[number, number][]} */
export const rangesOf = (receipt) => (receipt ? BODY(jsonOf(fromBase64Url(receipt.body), "a receipt")).ranges : []);

/** Whether an event of that number is covered. @param {[number, number][]} ranges @returns {(sequence: number) => boolean} */
export const covers = (ranges) => (sequence) => ranges.some(([first, last]) => first <= sequence && sequence <= last);

/** How many numbers are covered, where ranges do not overlap. @param {[number, number][]} ranges */
export const counted = (ranges) => ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
