/**
 * Isolation: how far a warned person is through the days that the health authority advises.
 *
 * Pure. The phone counts; it never decides. How many days comes from the signed news feed (`isolation_days`), and an
 * officer of the health authority may decide otherwise. Without a number nothing is counted.
 */

import { daysBetween, livedDay, shifted } from "./calendar_days.js";

/** More days than any advice of 2020 and 2021 named; a feed that says more is not counted by. */
export const LONGEST_ISOLATION = 60;

/** @typedef {import("./warnings.js").Exposure} Exposure */
/**
 * @typedef {object} Isolation
 * @property {"unknown"|"running"|"over"} state `unknown`: nobody said how many days
 * @property {number} days how many days are advised; 0 when unknown
 * @property {number} day which of them today is: 0 on the day of the contact itself; `days` + 1 and more when over
 * @property {number} left whole days still to come after today
 * @property {string} contact the calendar day of the last contact
 * @property {string} last the last day of isolation; "" when unknown
 */

/**
 * The last day on which the contact may have been, on a calendar in Viet Nam.
 *
 * An end that is known is taken; of a whole UTC day, its date.
 *
 * @param {Exposure} exposure
 */
export function contactDay(exposure) {
  return exposure.end ? livedDay(new Date(exposure.end)) : exposure.day;
}

/**
 * Count the days since the last contact that calls for isolation; null when there is none.
 *
 * The day of the contact is day 0, the next one day 1; the last day counts whole.
 *
 * @param {readonly Exposure[]} exposures
 * @param {unknown} advised days from the news feed; anything that is not a whole number of days counts as not said
 * @param {Date} now
 * @returns {Isolation|null}
 */
export function isolation(exposures, advised, now) {
  const contacts = exposures.filter((each) => each.level === "high").map(contactDay).sort();
  const contact = contacts[contacts.length - 1];
  if (contact === undefined) return null;
  const day = Math.max(0, daysBetween(contact, livedDay(now)));
  if (!isAdvice(advised)) return { state: "unknown", days: 0, day, left: 0, contact, last: "" };
  const last = shifted(contact, advised);
  return { state: day > advised ? "over" : "running", days: advised, day, left: Math.max(0, advised - day), contact, last };
}

/** @param {unknown} advised @returns {advised is number} */
function isAdvice(advised) {
  return Number.isInteger(advised) && Number(advised) >= 1 && Number(advised) <= LONGEST_ISOLATION;
}
