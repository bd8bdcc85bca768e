/**
 * What a keeper may know of a visitor's declaration: complete or incomplete, and nothing that lasts. Pure.
 *
 * The code says whether every question has an answer, until which day, and random bytes. Which question lacks its answer is
 * not in it, on purpose: an open "where" would already tell that somebody travelled. The visitor's own telephone names it.
 */

import { readDeclaration } from "#app/core/declaration.js";

/** No code of ours is longer, in characters. */
const LONGEST = 512;
const CODE = /#d=([A-Za-z0-9_-]+)$/;

/**
 * @param {string} text what the camera read
 * @param {string} today the day in Viet Nam
 * @returns {"complete"|"unanswered"|"over"|"other"} `other`: not a declaration's code
 */
export function seen(text, today) {
  const code = text.length <= LONGEST ? CODE.exec(text.trim())?.[1] : undefined;
  const declaration = code ? readDeclaration(code) : null;
  if (!declaration) return "other";
  if (!declaration.complete) return "unanswered";
  return declaration.day < today ? "over" : "complete";
}
