/**
 * Diagnosis codes: what a person typed or scanned, read as the code that a health officer gave after a positive test.
 *
 * Pure. A code is eight digits to read aloud, or sixteen letters and digits for a slip or a link. Whether it is right,
 * used or expired only the key server knows; here it is read, and what cannot be one is named.
 */

/** Digits of a code that is read aloud (keyserver.rules.Policy.short_code_digits). */
export const SHORT_CODE = 8;
/** Letters and digits of a code on a slip (keyserver.rules.Policy.long_code_length). */
export const LONG_CODE = 16;

/** @typedef {"empty"|"short"|"long"|"letters"|"venue"|"foreign"} CodeFault */
/** @typedef {{code: string, fault: null}|{code: "", fault: CodeFault}} ReadCode */

const BLANKS = /[\s\u00a0\u200b-\u200d\u2060\ufeff.\-_\u2010-\u2015]/g;
const FULL_WIDTH = /[\uff10-\uff19]/g;
const LONGEST_TEXT = 400;

/** Read a code as it was typed: spaces, dashes and dots in it do not matter. @param {string} text @returns {ReadCode} */
export function typedCode(text) {
  const plain = text
    .slice(0, LONGEST_TEXT)
    .replace(FULL_WIDTH, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replace(BLANKS, "")
    .toLowerCase();
  const fault = faultOf(plain);
  return fault === null ? { code: plain, fault } : { code: "", fault };
}

/** Read the text of a QR code: the code alone, or a link that carries it as `c` or `code`. @param {string} text @returns {ReadCode} */
export function scannedCode(text) {
  const trimmed = text.trim();
  if (/#v=/.test(trimmed)) return { code: "", fault: "venue" };
  const carried = /[?&#](?:c|code)=([^&#\s]*)/.exec(trimmed);
  const read = typedCode(carried?.[1] ?? trimmed);
  return read.fault === null ? read : { code: "", fault: "foreign" };
}

/** @param {string} plain @returns {CodeFault|null} */
function faultOf(plain) {
  if (plain === "") return "empty";
  if (!/^[0-9a-z]+$/.test(plain)) return "letters";
  if (/^\d+$/.test(plain) && plain.length === SHORT_CODE) return null;
  if (plain.length === LONG_CODE) return null;
  if (plain.length > LONG_CODE) return "long";
  if (/^\d+$/.test(plain) && plain.length > SHORT_CODE) return "long";
  return /^\d+$/.test(plain) ? "short" : "letters";
}

/** A code as it is read aloud, in groups of four. @param {string} code */
export function groupedCode(code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ");
}
