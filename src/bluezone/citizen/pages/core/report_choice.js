/**
 * Report choices: which of the phone's days go out after a positive test, and what each answer of the device means.
 *
 * Pure. A day goes out whole or not at all; every day can be left out; with none left nothing is sent.
 */

import { KEPT_DAYS, daysUntil } from "./calendar_days.js";

/** @typedef {{day: string, start: string, end: string, known?: boolean}} Span the part of a day in which a key was on the air */
/** @typedef {{day: string, spans: Span[]}} ReportDay */

/** The days of a preview, newest first; a day with two keys is one day. @param {readonly Span[]} spans @returns {ReportDay[]} */
export function reportDays(spans) {
  /** @type {Map<string, Span[]>} */
  const days = new Map();
  for (const span of [...spans].sort((one, other) => one.start.localeCompare(other.start))) days.set(span.day, [...(days.get(span.day) ?? []), span]);
  return [...days].map(([day, list]) => ({ day, spans: list })).sort((one, other) => other.day.localeCompare(one.day));
}

/** The chosen days in the order of the calendar, without those that the preview does not have. @param {readonly ReportDay[]} days @param {ReadonlySet<string>} left days that are left out */
export function goingDays(days, left) {
  return days.map((each) => each.day).filter((day) => !left.has(day)).sort();
}

/** Days that cannot be left out: what was published for them before is what the report changes. @param {readonly ReportDay[]} days @returns {ReadonlySet<string>} */
export function fixedDays(days) {
  return new Set(days.filter((each) => each.spans.some((span) => span.known)).map((each) => each.day));
}

/** Whether it matters that the person was in another province: other provinces are not told of a contact, nor of what is taken back. @param {string} kind */
export function asksAboutTravel(kind) {
  return kind === "report" || kind === "confirmed";
}

/** Fourteen days up to the newest of the preview, each told whether it goes, is left out or has no key. @param {readonly ReportDay[]} days @param {ReadonlySet<string>} left @param {string} today */
export function strip(days, left, today) {
  const known = new Set(days.map((each) => each.day));
  const newest = [today, ...known].sort().pop() ?? today;
  return daysUntil(newest, KEPT_DAYS)
    .reverse()
    .map((day) => ({ day, state: !known.has(day) ? "none" : left.has(day) ? "left" : "goes" }));
}

/** Days of a report's state, whether told as days or as spans; each once, in order. @param {readonly unknown[]|undefined} days @returns {string[]} */
export function stateDays(days) {
  const texts = (days ?? []).map((each) => (typeof each === "string" ? each : String(/** @type {any} */ (each)?.day ?? "")));
  return [...new Set(texts.filter((each) => each !== ""))].sort();
}

/** Where a person is in reporting, given the stage of the newest report. @param {string|undefined} stage @returns {"new"|"agree"|"resume"|"arrived"|"refused"} */
export function placeOf(stage) {
  if (stage === "verified") return "agree";
  if (stage === "begun" || stage === "certified") return "resume";
  if (stage === "published") return "arrived";
  return stage === "refused" ? "refused" : "new";
}

const MEANINGS = new Map([
  ["code_invalid", "wrong"],
  ["code_not_found", "wrong"],
  ["code_expired", "expired"],
  ["code_used", "wrong"],
  ["token_invalid", "refused"],
  ["token_expired", "refused"],
  ["nothing_to_report", "nothing"],
  ["nothing_to_revise", "unrelated"],
  ["key_already_revised", "unrelated"],
  ["invalid_revision_token", "unrelated"],
  ["invalid_report_type_transition", "unrelated"],
  ["consent_outdated", "changed"],
  ["mark_unknown", "changed"],
  ["no_open_report", "code_again"],
  ["no_radio", "no_keys"],
  ["no_keys", "no_keys"],
  ["not_supported", "no_keys"],
  ["device_garbled", "garbled"],
  ["erased", "erased"],
  ["too_many", "busy"],
]);

/** What an error's code means for the person; what is not known is a lost network: nothing is given up. @param {string} code */
export function meaningOf(code) {
  return MEANINGS.get(code) ?? (/^(device_)?(unreachable|offline|unavailable)$|^$/.test(code) ? "lost" : "other");
}
