/**
 * The health declaration: what it asks, when it is complete, how long it is valid, and the code that a gate reads.
 *
 * A complete declaration is one in which every question has an answer, whatever the answer is. Its code says only
 * that, until which day, and eight random bytes drawn anew each time it is shown: two gates cannot tell that they saw
 * the same telephone. No name and no answer is in it (docs/protocol.md, "Health declarations").
 */

import { bigEndian, fromBase64Url, joined, numberOf, toBase64Url } from "./bytes.js";
import { daysBetween, isDay, shifted } from "./calendar_days.js";
import { Malformed } from "./shape.js";
import { SYMPTOMS } from "./symptoms.js";

/** @typedef {"under7" | "child" | "adult"} Age under seven; from seven to fifteen; from sixteen */
/**
 * Answers of one person; null where a question is not answered yet. No symptom at all is an empty list.
 * @typedef {{ symptoms: string[] | null, travel: boolean | null, where: string, contact: boolean | null,
 *   ill: boolean | null, place: boolean | null }} Answers
 */
/** @typedef {{ answers: Answers, day: string }} Declared what was answered, and the day in Viet Nam */
/** @typedef {{ id: string, name: string, age: Age, guardian: boolean, agreed: boolean, declared: Declared | null }} Member */
/** @typedef {{ version: 1, members: Member[] }} Family */
/** @typedef {{ version: 1, declared: Declared }} Own */
/** @typedef {{ complete: boolean, day: string, id: string }} PublicDeclaration `day` is the last day of validity */

export const VERSION = 1;
/** A declaration is valid on the day it is made and the two after: what a person feels changes faster than that. */
export const VALID_DAYS = 3;
export const LONGEST_NAME = 60;
export const LONGEST_WHERE = 120;
export const MOST_MEMBERS = 12;
/** The questions with yes or no, in the order of the form. */
export const QUESTIONS = /** @type {const} */ (["travel", "contact", "ill", "place"]);

/** Days of a code are counted from here, as a venue code's are. */
const FIRST_DAY = "2020-01-01";
const LENGTH = 12;
const COMPLETE = 1;
const RANDOM = 8;

/** The last day on which what was declared on a day in Viet Nam is valid. @param {string} day */
export const lastDay = (day) => shifted(day, VALID_DAYS - 1);

/** @returns {Answers} */
export function noAnswers() {
  return { symptoms: null, travel: null, where: "", contact: null, ill: null, place: null };
}

/**
 * Return the questions that have no answer yet, in the order of the form.
 * @param {Answers} answers
 * @returns {string[]}
 */
export function missing(answers) {
  const open = [...(answers.symptoms === null ? ["symptoms"] : []), ...QUESTIONS.filter((name) => answers[name] === null)];
  return answers.travel === true && answers.where.trim() === "" ? [...open, "where"] : open;
}

/**
 * Return whether something was answered for which a person should speak with a health worker.
 * @param {Answers} answers
 */
export function needsAdvice(answers) {
  return (answers.symptoms ?? []).length > 0 || [answers.contact, answers.ill, answers.place].includes(true);
}

/**
 * Return whether a family member may be declared for: the guardian says so, and from seven on the person too.
 * @param {Pick<Member, "age" | "guardian" | "agreed">} member
 */
export function mayDeclare(member) {
  return member.guardian && (member.age === "under7" || member.agreed);
}

/**
 * Return the state of a declaration on a day.
 * @param {Declared | null} declared
 * @param {string} today
 * @returns {"none" | "incomplete" | "valid" | "over"}
 */
export function stateOf(declared, today) {
  if (!declared) return "none";
  if (missing(declared.answers).length > 0) return "incomplete";
  return declared.day <= today && today <= lastDay(declared.day) ? "valid" : "over";
}

/**
 * Return what a gate may know of a declaration: complete or not, until when, and a random mark.
 * @param {Declared} declared
 * @param {Uint8Array} random eight fresh random bytes
 * @returns {PublicDeclaration}
 */
export function publicPart(declared, random) {
  return { complete: missing(declared.answers).length === 0, day: lastDay(declared.day), id: toBase64Url(random) };
}

/**
 * Return the text of the code that a gate reads.
 * @param {string} site the origin of the site
 * @param {PublicDeclaration} declaration
 */
export function declarationText(site, declaration) {
  const flags = declaration.complete ? COMPLETE : 0;
  const days = bigEndian(daysBetween(FIRST_DAY, declaration.day), 2);
  const bytes = joined(Uint8Array.of(VERSION, flags), days, fromBase64Url(declaration.id));
  return `${site}/app/#d=${toBase64Url(bytes)}`;
}

/**
 * Return what a code says, or null where it is none of this version.
 * @param {string} text base64url without padding
 * @returns {PublicDeclaration | null}
 */
export function readDeclaration(text) {
  const bytes = bytesIn(text);
  if (bytes?.length !== LENGTH || bytes[0] !== VERSION || bytes[1] > COMPLETE) return null;
  const day = shifted(FIRST_DAY, numberOf(bytes.subarray(2, 4)));
  return { complete: bytes[1] === COMPLETE, day, id: toBase64Url(bytes.subarray(LENGTH - RANDOM)) };
}

/** @param {string} text */
function bytesIn(text) {
  try {
    return fromBase64Url(text);
  } catch (wrong) {
    if (wrong instanceof Malformed) return null;
    throw wrong;
  }
}

/**
 * Return what a settings document holds as a person's own declaration, or null where it is none.
 * @param {unknown} document
 * @returns {Declared | null}
 */
export function ownIn(document) {
  return declaredIn(/** @type {any} */ (document)?.declared);
}

/**
 * @param {any} found
 * @returns {Declared | null}
 */
function declaredIn(found) {
  const answers = found?.answers;
  if (!isDay(found?.day) || typeof answers !== "object" || !answers) return null;
  const kept = noAnswers();
  if (Array.isArray(answers.symptoms)) kept.symptoms = SYMPTOMS.filter((each) => answers.symptoms.includes(each));
  if (typeof answers.where === "string") kept.where = answers.where.slice(0, LONGEST_WHERE);
  for (const name of QUESTIONS) if (typeof answers[name] === "boolean") kept[name] = answers[name];
  return { answers: kept, day: found.day };
}

/**
 * Return the family members that a settings document holds; what is not understood is left out.
 * @param {unknown} document
 * @returns {Member[]}
 */
export function membersIn(document) {
  const found = /** @type {any} */ (document)?.members;
  if (!Array.isArray(found)) return [];
  return found
    .filter((each) => typeof each?.id === "string" && typeof each?.name === "string")
    .slice(0, MOST_MEMBERS)
    .map((each) => ({
      id: each.id,
      name: each.name.slice(0, LONGEST_NAME),
      age: ["under7", "child", "adult"].includes(each.age) ? each.age : "adult",
      guardian: each.guardian === true,
      agreed: each.agreed === true,
      declared: declaredIn(each.declared),
    }));
}
