/**
 * Bundles: events as they leave, at most 200 and not too long for one answer on a slow line. Pure.
 *
 * @typedef {import("../device/port.js").FieldEvent} FieldEvent
 * @typedef {import("#app/core/bytes.js").Bytes} Bytes
 */

import { toBase64Url, utf8 } from "#app/core/bytes.js";

/** The version of the wire that this device speaks. */
export const VERSION = 1;
/** Events of a bundle, at most. */
export const MOST_EVENTS = 200;
/** Bytes of a bundle's events, at most: in an envelope, sealed in a parcel, it stays well below the server's 256 KiB. */
export const MOST_BYTES = 96 * 1024;

/**
 * The first events that fit in one bundle, at least one.
 *
 * @param {FieldEvent[]} events
 * @param {number} [most]
 */
export function firstOf(events, most = MOST_EVENTS) {
  let bytes = 0;
  const fits = events.slice(0, most).findIndex((event) => (bytes += utf8(JSON.stringify(event)).length + 1) > MOST_BYTES);
  return events.slice(0, fits < 0 ? most : Math.max(1, fits));
}

/** All events in as many bundles as they need. @param {FieldEvent[]} events @returns {FieldEvent[][]} */
export function parted(events) {
  const first = firstOf(events);
  return first.length ? [first, ...parted(events.slice(first.length))] : [];
}

/** The bytes that a device signs. @param {string} device @param {Date} at @param {FieldEvent[]} events @returns {Bytes} */
export const bundleOf = (device, at, events) => utf8(JSON.stringify({ v: VERSION, device, made_at: at.toISOString(), events }));

/** @param {Bytes} bundle @param {Bytes} signature @returns {import("../device/port.js").Envelope} */
export const envelopeOf = (bundle, signature) => ({ bundle: toBase64Url(bundle), signature: toBase64Url(signature) });
