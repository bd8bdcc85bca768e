/**
 * Exposure letters: what a warned person chooses to tell the health authority, before the device seals it.
 *
 * Pure. Nothing is filled in for the person: no symptom is ticked, no name or number is taken from anywhere.
 */

import { callLink } from "./telephones.js";

/** The longest note, in characters (protocol.exposure_report). */
export const LONGEST_NOTE = 280;
/** The longest name, in characters. */
export const LONGEST_NAME = 100;

/** @typedef {{exposures: string[], symptoms: string[], name: string, telephone: string, commune: string, note: string}} Wish */

/** An empty wish for these exposures: the strong ones that were not told yet are chosen, nothing else. @param {readonly {id: string, level: string, reported: boolean}[]} exposures @returns {Wish} */
export function emptyWish(exposures) {
  const open = exposures.filter((each) => !each.reported);
  const strong = open.filter((each) => each.level === "high");
  return { exposures: (strong.length > 0 ? strong : open).map((each) => each.id), symptoms: [], name: "", telephone: "", commune: "", note: "" };
}

/** What is missing or cannot be: the name of the field, or null. @param {Wish} wish @returns {"exposures"|"telephone"|"name"|"note"|null} */
export function wishFault(wish) {
  if (wish.exposures.length === 0) return "exposures";
  if (wish.telephone.trim() !== "" && !/^\+?[0-9][0-9 .-]{1,22}$/.test(wish.telephone.trim())) return "telephone";
  if (wish.telephone.trim() !== "" && callLink(wish.telephone) === "") return "telephone";
  if ([...wish.name.trim()].length > LONGEST_NAME) return "name";
  return [...wish.note.trim()].length > LONGEST_NOTE ? "note" : null;
}

/** The wish as the device port takes it. @param {Wish} wish */
export function letterDraft(wish) {
  return {
    exposures: wish.exposures,
    symptoms: wish.symptoms,
    reach: { name: plainLine(wish.name), telephone: wish.telephone.trim() },
    commune: /^\d{5}$/.test(wish.commune) ? wish.commune : "",
    note: wish.note.trim(),
  };
}

/** A text as one line without signs that nobody sees. @param {string} text */
const plainLine = (text) => text.replace(/[\s\p{Cc}]+/gu, " ").trim();
