/**
 * What a scanned or typed text is: one of our four codes, or not ours. Nothing here follows a link.
 *
 * The origin of a venue's or a declaration's code is not looked at: a signature, not an address, says whether it is
 * genuine. An install link counts only when it leads to this installation's own site.
 */

import { readDeclaration } from "./declaration.js";

/** @typedef {import("./declaration.js").PublicDeclaration} PublicDeclaration */
/** @typedef {"empty" | "long" | "link" | "garbled" | "other"} ForeignReason */
/**
 * @typedef {{ kind: "venue", code: string }
 *   | { kind: "install", fragment: string }
 *   | { kind: "verification", code: string }
 *   | { kind: "declaration", declaration: PublicDeclaration }
 *   | { kind: "foreign", reason: ForeignReason, shown: string }} Scanned
 */

/** No code of ours is longer, in characters: a venue code is at most 160 bytes behind an address. */
export const LONGEST = 512;
/** How much of a foreign text is shown, in characters. */
export const SHOWN = 60;
/** Eight digits read aloud, or the sixteen signs of a printed slip (`keyserver.rules.LONG_CODE_ALPHABET`). */
const VERIFICATION = /^(\d{8}|[23456789abcdefghjkmnpqrstuvwxyz]{16})$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
/** Controls, line and paragraph breaks, marks that turn the direction of writing, and invisible signs. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\u2028\u2029]+/gu;

/**
 * Return a foreign text as it may be shown: one line, nothing invisible, cut.
 * @param {string} text
 */
export function shown(text) {
  const plain = [...text.slice(0, 4 * SHOWN).replace(UNSEEN, " ").replace(/\s+/g, " ").trim()];
  return plain.length > SHOWN ? `${plain.slice(0, SHOWN).join("")}…` : plain.join("");
}

/**
 * @param {ForeignReason} reason
 * @param {string} text
 * @returns {Scanned}
 */
function foreign(reason, text) {
  return { kind: "foreign", reason, shown: shown(text) };
}

/**
 * Return a text as an address on the web, or null.
 * @param {string} text
 */
function addressIn(text) {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/**
 * Return a text as a verification code, or null: people put spaces and dashes between groups.
 * @param {string} text
 */
export function verificationCode(text) {
  const code = text.replace(/[\s\u2010-\u2015-]+/g, "").toLowerCase();
  return VERIFICATION.test(code) ? code : null;
}

/**
 * Return what stands in the fragment of an address of an app, or null where it names none of our codes.
 * @param {URL} address
 * @returns {Scanned | null}
 */
function inFragment(address) {
  if (!/\/app\/?$/.test(address.pathname)) return null;
  const [, name = "", value = ""] = /^#([a-z])=(.*)$/s.exec(address.hash) ?? [];
  if (name === "v") return BASE64URL.test(value) ? { kind: "venue", code: value } : foreign("garbled", address.href);
  if (name === "c") {
    const code = verificationCode(value);
    return code ? { kind: "verification", code } : foreign("garbled", address.href);
  }
  if (name !== "d") return null;
  const declaration = readDeclaration(value);
  return declaration ? { kind: "declaration", declaration } : foreign("garbled", address.href);
}

/**
 * Return whether an address is this installation's own page for installing.
 * @param {URL} address
 * @param {string} site the origin of this installation's site, empty where none is known
 */
function isInstallLink(address, site) {
  return site !== "" && address.origin === site && /^\/(app\/?)?$/.test(address.pathname);
}

/**
 * Return what a scanned or typed text is.
 * @param {string} text of any length and content
 * @param {string} site the origin of this installation's site, empty where none is known
 * @returns {Scanned}
 */
export function classified(text, site) {
  const trimmed = text.length > LONGEST ? text : text.trim();
  if (trimmed === "") return foreign("empty", "");
  if (trimmed.length > LONGEST) return foreign("long", trimmed);
  const code = verificationCode(trimmed);
  if (code) return { kind: "verification", code };
  const address = addressIn(trimmed);
  if (!address) return foreign("other", trimmed);
  const found = inFragment(address);
  if (found) return found;
  return isInstallLink(address, site) ? { kind: "install", fragment: address.hash } : foreign("link", trimmed);
}
