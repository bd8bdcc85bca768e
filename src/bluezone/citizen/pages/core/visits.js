/**
 * Check-ins as a person reads them: which day, still here or left, which times may be set, which code is the newer.
 */

import { HOURS_AFTER, HOURS_BEFORE } from "./venues.js";

/** @typedef {import("../device/port.js").CheckIn} CheckIn */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Check-ins are listed, and kept, for so many days. */
export const KEPT_DAYS = 14;

/**
 * Return whether a person is still at a place: whoever set its end, it has not come.
 * @param {CheckIn} visit
 * @param {Date} now
 */
export function isOpen(visit, now) {
  return Date.parse(visit.start) <= now.getTime() && now.getTime() < Date.parse(visit.end);
}

/**
 * Return the visits of the last fourteen days, newest first.
 * @param {CheckIn[]} visits
 * @param {Date} now
 */
export function recent(visits, now) {
  return visits
    .filter((visit) => Date.parse(visit.end) > now.getTime() - KEPT_DAYS * DAY)
    .sort((one, other) => Date.parse(other.start) - Date.parse(one.start));
}

/**
 * Return visits by the day on which they began, as the reader's calendar has it, in the order given.
 * @param {CheckIn[]} visits
 * @param {(moment: Date) => string} dayOf
 * @returns {{ day: string, visits: CheckIn[] }[]}
 */
export function byDay(visits, dayOf) {
  /** @type {Map<string, CheckIn[]>} */
  const days = new Map();
  for (const visit of visits) {
    const day = dayOf(new Date(visit.start));
    days.set(day, [...(days.get(day) ?? []), visit]);
  }
  return [...days].map(([day, found]) => ({ day, visits: found }));
}

/**
 * Return the first and the last moment that a check-in's times may be set to.
 * @param {CheckIn} visit
 */
export function range(visit) {
  const hour = Math.floor(Date.parse(visit.start) / HOUR) * HOUR;
  return { first: new Date(hour - HOURS_BEFORE * HOUR), last: new Date(hour + (HOURS_AFTER + 1) * HOUR) };
}

/**
 * Return what is wrong with new times, or null.
 * @param {CheckIn} visit
 * @param {Date} start
 * @param {Date} end
 * @param {Date} now
 * @returns {"unreadable" | "order" | "range" | "future" | null}
 */
export function wrongTimes(visit, start, end, now) {
  if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) return "unreadable";
  if (end <= start) return "order";
  const { first, last } = range(visit);
  if (start < first || end > last) return "range";
  return start.getTime() > now.getTime() + MINUTE ? "future" : null;
}

/**
 * Return the open visit that the same code began, or null: scanning again at the door usually means leaving.
 * @param {{ name: string, commune: string, version: number }} code
 * @param {CheckIn[]} visits
 * @param {Date} now
 */
export function openVisit(code, visits, now) {
  return visits.find((visit) => isSamePlace(code, visit) && visit.version === code.version && isOpen(visit, now)) ?? null;
}

/**
 * Return whether this telephone has already seen a newer code of the same place.
 * @param {{ name: string, commune: string, version: number }} code
 * @param {CheckIn[]} visits
 */
export function isReplaced(code, visits) {
  return visits.some((visit) => isSamePlace(code, visit) && visit.version > code.version);
}

/**
 * @param {{ name: string, commune: string }} one
 * @param {{ name: string, commune: string }} other
 */
function isSamePlace(one, other) {
  return one.name === other.name && one.commune === other.commune;
}

/**
 * Return whether a warning about a place belongs to a visit.
 * @param {CheckIn} visit
 * @param {{ kind: string, place: string | null, start: string | null, end: string | null }} exposure
 */
export function isWarned(visit, exposure) {
  return (
    exposure.kind === "place" && exposure.place === visit.name && exposure.start !== null && exposure.end !== null &&
    Date.parse(exposure.start) < Date.parse(visit.end) && Date.parse(visit.start) < Date.parse(exposure.end)
  );
}

/** A moment as the device port writes it. @param {Date} moment */
export const toMoment = (moment) => `${moment.toISOString().slice(0, 19)}Z`;

/**
 * Return the end of a visit that a person leaves now; at least a minute after its start.
 * @param {CheckIn} visit
 * @param {Date} now
 */
export function leavingAt(visit, now) {
  return toMoment(new Date(Math.max(now.getTime(), Date.parse(visit.start) + MINUTE)));
}

/** What a device answers to a code that it does not take, by the word of the screen. */
const FAULTS = /** @type {Record<string, string>} */ ({
  venue_key_unknown: "venue_key_unknown",
  venue_signature_wrong: "venue_signature_wrong",
  venue_expired: "venue_expired",
  venue_future: "venue_future",
  venue_ended: "venue_ended",
  keys_expired: "keys_old",
  keys_missing: "keys_old",
  malformed: "malformed",
  malformed_message: "malformed",
  store_full: "full",
});

/**
 * Return the word for why a code was not taken.
 * @param {any} error a `DeviceError`, or `Malformed` where the code is none
 */
export function faultOf(error) {
  return error?.name === "Malformed" ? "malformed" : (FAULTS[error?.code] ?? "other");
}
