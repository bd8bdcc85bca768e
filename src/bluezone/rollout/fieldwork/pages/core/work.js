/**
 * What comes from outside as a device's work, or as another device's parcel: believed only as far as its shape goes. Pure.
 *
 * @typedef {import("../device/port.js").Work} Work
 * @typedef {import("../device/port.js").Parcel} Parcel
 */

import { Malformed, between, count, listOf, moment, object, record, text, written } from "#app/core/shape.js";

const ROW = record({ n: text });
const LIST = record({ id: text, village: text, households: listOf(ROW) });
const ROUND = record({ id: text, list: text, households: listOf(text) });
const WORK = record({
  device: record({ id: text, number: count, duty: text, unit: object }),
  lists: listOf(LIST),
  rounds: listOf(ROUND),
  receipt_key: text,
  seal_key: text,
});
const PARCEL = record({
  id: written(/^[A-Za-z0-9_-]+$/, 64),
  from: count,
  events: between(1, 10_000),
  made_at: moment,
  sealed: written(/^[A-Za-z0-9_-]+$/, 400_000),
});

/** The whole work, what this version does not know too. @param {unknown} value @param {string} [device] whose it must be @returns {Work} */
export function checkedWork(value, device) {
  const { device: named } = WORK(value);
  if (device !== undefined && named.id !== device) throw new Malformed("this is another device's work");
  return /** @type {Work} */ (value);
}

/** @param {unknown} value @returns {Parcel} */
export const checkedParcel = (value) => PARCEL(value, "a parcel");

/** How many households stand elsewhere than before, or are new. @param {Work} before @param {Work} after */
export function changedRows(before, after) {
  const known = new Set(before.lists.flatMap((list) => list.households.map((row) => JSON.stringify([list.id, row.n, row.s, row.on]))));
  const rows = after.lists.flatMap((list) => list.households.map((row) => JSON.stringify([list.id, row.n, row.s, row.on])));
  return rows.filter((row) => !known.has(row)).length;
}
