/** A visit in words: what kind of place, on which day, from when to when, in the time of this device. */

import { OTHER, VENUE_TYPES } from "../core/venues.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/visits.js").CheckIn} CheckIn */

/** What kind of place it is. @param {App} app @param {number} type */
export const venueWord = (app, type) => app.t(`places.type.${(VENUE_TYPES[type] ?? VENUE_TYPES[OTHER]).word}`);

/** In which commune it is: by its name where this device knows it, else by its code. @param {App} app @param {string} commune */
export const communeWord = (app, commune) =>
  app.choices.counted?.unit === commune ? app.choices.counted.name : app.t("places.commune", { commune });

/** A moment as a field for date and time takes it, such as 2026-11-24T09:30. @param {string | Date} moment */
export function localTime(moment) {
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The day of a moment on this device's calendar. @param {Date} moment */
export const localDay = (moment) => localTime(moment).slice(0, 10);

/** From when to when; the day of the end where it is another. @param {App} app @param {CheckIn} visit */
export function localSpan(app, visit) {
  const isOneDay = localDay(new Date(visit.start)) === localDay(new Date(visit.end));
  const end = isOneDay ? app.say.time(visit.end) : app.say.moment(visit.end);
  return app.t("places.from_to", { start: app.say.time(visit.start), end });
}
