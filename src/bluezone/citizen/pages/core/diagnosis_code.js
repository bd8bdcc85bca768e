/**
 * Diagnosis codes: what a person typed or scanned, read as the code that a health officer gave after a positive test.
 *
 * Pure. A code is eight digits to read aloud, or sixteen signs for a slip or a link. Whether it is right, used or
 * expired only the key server knows; here it is read, and what cannot be one is named.
 */

import { classified, verificationCode } from "./scanned.js";

/** Digits of a code that is read aloud (keyserver.rules.Policy.short_code_digits). */
export const SHORT_CODE = 8;
/** Signs of a code on a slip (keyserver.rules.Policy.long_code_length). */
export const LONG_CODE = 16;

/** @typedef {"empty"|"short"|"long"|"signs"|"venue"|"foreign"} CodeFault */
/** @typedef {{code: string, fault: CodeFault|null}} ReadCode a code, or "" and why there is none */

const FILLING = /[\s\u00a0\u200b-\u200d\u2060\ufeff.,_\-\u2010-\u2015]/g;
const FULL_WIDTH_DIGIT = /[\uff10-\uff19]/g;
const FULL_WIDTH_SHIFT = 0xfee0;
const LONGEST_TEXT = 512;

/**
 * Read what stands in the field: typed with spaces, dashes or dots, or a whole link pasted into it.
 * @param {string} text
 * @returns {ReadCode}
 */
export function typedCode(text) {
  if (/^\s*https?:/i.test(text)) return scannedCode(text);
  const plain = text
    .slice(0, LONGEST_TEXT)
    .replace(FULL_WIDTH_DIGIT, (digit) => String.fromCharCode(digit.charCodeAt(0) - FULL_WIDTH_SHIFT))
    .replace(FILLING, "");
  const code = verificationCode(plain);
  return code === null ? { code: "", fault: faultOf(plain) } : { code, fault: null };
}

/**
 * Read the text of a QR code: the code alone, or our link that carries it.
 * @param {string} text
 * @returns {ReadCode}
 */
export function scannedCode(text) {
  const found = classified(text, "");
  if (found.kind === "verification") return { code: found.code, fault: null };
  return { code: "", fault: found.kind === "venue" ? "venue" : "foreign" };
}

/** @param {string} plain @returns {CodeFault} */
function faultOf(plain) {
  if (plain === "") return "empty";
  const digits = /^\d+$/.test(plain);
  if (plain.length > (digits ? SHORT_CODE : LONG_CODE)) return "long";
  return digits ? "short" : "signs";
}

/** A code in groups of four, as it is read aloud. @param {string} code */
export function groupedCode(code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
