/**
 * Warnings: which one message a person is shown, and in which order the meetings behind it are listed.
 *
 * Pure. A phone speaks with one voice: however many exposures there are, there is one message, the gravest that is true
 * today, and nothing on the page says otherwise.
 */

import { daysBetween, livedDay } from "./calendar_days.js";
import { isolation } from "./isolation.js";

/**
 * @typedef {object} Exposure as the device port tells it
 * @property {string} id
 * @property {"person"|"place"} kind
 * @property {string} day UTC day
 * @property {number|null} minutes
 * @property {"near"|"middle"|"far"|null} band
 * @property {string|null} place
 * @property {string|null} start
 * @property {string|null} end
 * @property {"high"|"low"} level
 * @property {number} policy
 * @property {string} told
 * @property {boolean} reported
 */
/**
 * What is said on top of the page.
 * `positive`: the person's own confirmed test goes before every warning. `high`: isolate and call. `over`: the advised
 * days are past. `low`: a meeting that calls for nothing but watching symptoms. `none`: no exposure is known.
 * @typedef {"positive"|"high"|"over"|"low"|"none"} Message
 */
/**
 * @typedef {object} Verdict
 * @property {Message} message
 * @property {Exposure|null} open the exposure whose details stand under the message
 * @property {Exposure[]} others the rest, strongest first
 * @property {import("./isolation.js").Isolation|null} isolation
 */

/** Days for which one's own report goes before warnings. */
const OWN_REPORT_DAYS = 14;

/** Exposures with the strongest first: level, then the later day, then longer, then nearer. @param {readonly Exposure[]} exposures */
export function strongestFirst(exposures) {
  return [...exposures].sort(
    (one, other) =>
      LEVELS[other.level] - LEVELS[one.level] ||
      other.day.localeCompare(one.day) ||
      (other.minutes ?? 0) - (one.minutes ?? 0) ||
      BANDS[other.band ?? "none"] - BANDS[one.band ?? "none"] ||
      one.id.localeCompare(other.id),
  );
}

const LEVELS = { high: 1, low: 0 };
const BANDS = { near: 3, middle: 2, far: 1, none: 0 };

/**
 * The one message for a person with these exposures, and what stands under it.
 *
 * @param {readonly Exposure[]} exposures
 * @param {unknown} advised isolation days of the news feed
 * @param {{stage: string, kind?: string, days?: readonly unknown[]}|null} report the person's own report
 * @param {Date} now
 * @returns {Verdict}
 */
export function verdict(exposures, advised, report, now) {
  const [open = null, ...others] = strongestFirst(exposures);
  const counted = isolation(exposures, advised, now);
  return { message: message(open, counted, report, now), open, others, isolation: counted };
}

/** Whether a report says that its owner is ill: a negative test and a contact's report do not. @param {{stage: string, kind?: string}} report */
const isPositive = (report) => report.stage === "published" && (report.kind ?? "report") !== "negative" && report.kind !== "recursive";

/** @param {Exposure|null} strongest @param {import("./isolation.js").Isolation|null} counted @param {{stage: string, kind?: string, days?: readonly unknown[]}|null} report @param {Date} now @returns {Message} */
function message(strongest, counted, report, now) {
  if (report !== null && isPositive(report) && isRecent(report.days ?? [], now)) return "positive";
  if (strongest === null) return "none";
  if (counted === null) return "low";
  return counted.state === "over" ? "over" : "high";
}

/** @param {readonly unknown[]} days of a report, as texts or as spans with a day @param {Date} now */
function isRecent(days, now) {
  const texts = days.map((each) => (typeof each === "string" ? each : /** @type {{day?: string}} */ (each).day ?? "")).sort();
  const newest = texts[texts.length - 1];
  return newest !== undefined && daysBetween(newest, livedDay(now)) <= OWN_REPORT_DAYS;
}

/**
 * Exposures of one UTC day together, days in the order of their strongest exposure.
 *
 * @param {readonly Exposure[]} exposures
 * @returns {{day: string, level: "high"|"low", exposures: Exposure[]}[]}
 */
export function byDay(exposures) {
  /** @type {Map<string, Exposure[]>} */
  const days = new Map();
  for (const each of strongestFirst(exposures)) days.set(each.day, [...(days.get(each.day) ?? []), each]);
  return [...days].map(([day, list]) => ({ day, level: list[0]?.level ?? "low", exposures: list }));
}

/** Whether an exposure may still be told to the health authority in a report. @param {Exposure} exposure */
export function canBeReported(exposure) {
  return !exposure.reported;
}
