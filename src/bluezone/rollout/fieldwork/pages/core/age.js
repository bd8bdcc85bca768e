/** How old something is, in the largest unit that fits: what a tired person reads at a glance. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From this age on, in milliseconds, the unsent is late. */
export const LATE = DAY;

/**
 * A word and a count of it; a clock that went back makes nothing younger than now.
 * @param {string} since
 * @param {Date} now
 * @returns {{word: "age.now" | "age.minutes" | "age.hours" | "age.days", count: number, late: boolean}}
 */
export function ageOf(since, now) {
  const age = Math.max(0, now.getTime() - new Date(since).getTime());
  const late = age >= LATE;
  if (age >= DAY) return { word: "age.days", count: Math.floor(age / DAY), late };
  if (age >= HOUR) return { word: "age.hours", count: Math.floor(age / HOUR), late };
  return age >= MINUTE ? { word: "age.minutes", count: Math.floor(age / MINUTE), late } : { word: "age.now", count: 0, late };
}
