/**
 * Upkeep of the records: what tallies may say goes into the log before a hand-in; what is sent and old is forgotten.
 *
 * @typedef {import("./records.js").Records} Records
 * @typedef {import("./port.js").Receipt} Receipt
 */

import { livedDay } from "#app/core/calendar_days.js";
import { KEPT, forgetful, isKept } from "../core/retention.js";
import { added, due, forgotten, left } from "../core/tallies.js";

const TALLY = "tally/";
/** The document that holds the receipts of other devices' parcels: by device, with the moment that each came. */
export const HAND_BACKS = "hand-backs";

/**
 * The change of a list's tally, to be made beside an event; null when nothing is counted.
 *
 * @template {import("./port.js").ListCount | undefined} C
 * @param {C} counts
 * @param {Date} now
 * @returns {C extends undefined ? null : { name: string, change: (periods: any) => any }}
 */
export function besideTally(counts, now) {
  const beside = counts && { name: TALLY + counts.list, change: (/** @type {any} */ periods) => added(periods ?? [], livedDay(now), counts) };
  return /** @type {any} */ (beside ?? null);
}

/**
 * Put into the log what the tallies may say now; cut off in the middle, the same word is said twice.
 *
 * @param {Records} records
 * @param {(fields: object) => Promise<unknown>} append
 * @param {Date} now
 */
export async function settleTallies(records, append, now) {
  const events = await records.events();
  for (const name of await records.names(TALLY)) {
    const periods = (await records.get(name)) ?? [];
    for (const leaving of due(name.slice(TALLY.length), periods, events, now)) {
      await append(leaving.fields);
      await records.change(name, (before) => left(before ?? [], leaving, livedDay(now)));
    }
  }
}

/** Forget what is sent and old. @param {Records} records @param {Date} now @returns {Promise<boolean>} whether anything was */
export async function sweepRecords(records, now) {
  const entries = await records.entries();
  const old = new Set(entries.filter((entry) => !isKept(entry, now.getTime())).map(({ event }) => event.seq));
  if (old.size) await records.forget([...old]);
  const spent = forgetful(entries).filter(({ seq }) => !old.has(seq));
  if (spent.length) await records.rewrite(spent);
  await sweepTallies(records, livedDay(now));
  await sweepHandBacks(records, now.getTime());
  return old.size + spent.length > 0;
}

/** @param {Records} records @param {string} today */
async function sweepTallies(records, today) {
  for (const name of await records.names(TALLY)) {
    const periods = (await records.get(name)) ?? [];
    if (forgotten(periods, today).length < periods.length) await records.change(name, (before) => forgotten(before ?? [], today));
  }
}

/** @param {Records} records @param {number} now */
async function sweepHandBacks(records, now) {
  const isYoung = (/** @type {[string, { kept_at: number }]} */ [, { kept_at }]) => Math.abs(now - kept_at) < KEPT;
  const young = (/** @type {Record<string, any>} */ known) => Object.fromEntries(Object.entries(known ?? {}).filter(isYoung));
  const known = (await records.get(HAND_BACKS)) ?? {};
  if (Object.keys(young(known)).length < Object.keys(known).length) await records.change(HAND_BACKS, young);
}
