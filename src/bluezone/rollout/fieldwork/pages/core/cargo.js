/**
 * What telephones hand each other: parcels and receipts, as bytes for QR codes and as a file.
 *
 * As bytes: `P`, the length of a head (2 bytes, big endian), the head as JSON (`id`, `from`, `events`, `made_at`), what is
 * sealed; or `R` and receipts as JSON. A file is JSON: `{"bluezone_field": 1, "parcels": […], "receipts": […]}`.
 */

import { bigEndian, fromBase64Url, joined, jsonOf, numberOf, toBase64Url, utf8 } from "#app/core/bytes.js";
import { Malformed, count, listOf, record, text } from "#app/core/shape.js";

/** @typedef {import("../device/port.js").Parcel} Parcel */
/** @typedef {import("../device/port.js").Receipt} Receipt */
/** @typedef {{parcels: Parcel[], receipts: Receipt[]}} Cargo */
/** @typedef {import("#app/core/bytes.js").Bytes} Bytes */

const PARCEL = "P".charCodeAt(0);
const RECEIPTS = "R".charCodeAt(0);
const VERSION = 1;
/** How a file ends, and the largest one that is read, in bytes. */
export const ENDING = ".bluezone";
export const LARGEST_FILE = 8_000_000;

const SEALED = (/** @type {unknown} */ value, name = "sealed") => {
  const written = text(value, name);
  fromBase64Url(written, name);
  return written;
};
const HEAD = record({ id: text, from: count, events: count, made_at: text });
const PARCEL_SHAPE = record({ id: text, from: count, events: count, made_at: text, sealed: SEALED });
const RECEIPT_SHAPE = record({ body: SEALED, signature: SEALED });
const FILE_SHAPE = record({ bluezone_field: count, parcels: listOf(PARCEL_SHAPE), receipts: listOf(RECEIPT_SHAPE) });

/** A parcel as bytes. @param {Parcel} parcel @returns {Bytes} */
export function parcelBytes({ sealed, ...head }) {
  const said = utf8(JSON.stringify(HEAD(head)));
  return joined(Uint8Array.of(PARCEL), bigEndian(said.length, 2), said, fromBase64Url(sealed, "sealed"));
}

/** Receipts as bytes. @param {Receipt[]} receipts @returns {Bytes} */
export const receiptBytes = (receipts) => joined(Uint8Array.of(RECEIPTS), utf8(JSON.stringify(receipts.map((each) => RECEIPT_SHAPE(each)))));

/** What bytes from a QR code hold, or `Malformed`. @param {Uint8Array} bytes @returns {Cargo} */
export function cargoIn(bytes) {
  if (bytes[0] === RECEIPTS) return { parcels: [], receipts: listOf(RECEIPT_SHAPE)(jsonOf(bytes.subarray(1), "receipts"), "receipts") };
  if (bytes[0] !== PARCEL || bytes.length < 3) throw new Malformed("a parcel or receipts");
  const end = 3 + numberOf(bytes.subarray(1, 3));
  const head = HEAD(jsonOf(bytes.subarray(3, end), "the head of a parcel"), "head");
  return { parcels: [{ ...head, sealed: toBase64Url(bytes.subarray(end)) }], receipts: [] };
}

/** A file's text. @param {Cargo} cargo */
export const fileText = ({ parcels, receipts }) => JSON.stringify({ bluezone_field: VERSION, parcels, receipts });

/** What a file holds, or `Malformed`. @param {Uint8Array} bytes @returns {Cargo} */
export function cargoInFile(bytes) {
  const { bluezone_field: version, ...cargo } = FILE_SHAPE(jsonOf(bytes, "a file of Bluezone"), "file");
  if (version !== VERSION) throw new Malformed("the file is of a version that is known");
  return cargo;
}
