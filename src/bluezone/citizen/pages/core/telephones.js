/**
 * Telephones: whom a person can call, from the signed news feed, nearest first.
 *
 * Pure. No number is made up: without one in the feed or the installation's settings, the list is empty and a screen
 * says so.
 */

/** @typedef {{unit: string, name: {vi: string, en: string}|string, number: string}} Telephone as the news feed has it */
/** @typedef {{name: string, number: string, link: string, own: boolean, wide: boolean}} Line a number that can be called; `own`: of the chosen commune; `wide`: of more than a commune */

const PLAIN = /[^\d+]/g;
/** Digits of a commune's stat code; a province has two, a district had three. */
const COMMUNE_CODE = 5;
const CALLABLE = /^\+?\d{3,15}$/;

/** The `tel:` link of a number as people write it, or "" when it is none. @param {unknown} number */
export function callLink(number) {
  const plain = String(number ?? "").replace(PLAIN, "");
  return CALLABLE.test(plain) ? `tel:${plain}` : "";
}

/**
 * The numbers to show: those of the person's commune first, then those of wider units, then the others by name.
 *
 * @param {readonly Telephone[]|undefined} telephones of the news feed
 * @param {string} commune stat code that the person chose, or ""
 * @param {string} language "vi" or "en"
 * @param {string} [hotline] of the installation's settings, shown first under its own name
 * @param {string} [hotlineName]
 * @returns {{own: Line[], others: Line[]}}
 */
export function telephones(telephones, commune, language, hotline = "", hotlineName = "") {
  const lines = (telephones ?? []).map((each) => line(each, commune, language)).filter((each) => each.link !== "");
  const first = callLink(hotline) ? [{ name: hotlineName, number: hotline, link: callLink(hotline), own: true, wide: true }] : [];
  const others = lines
    .filter((each) => !each.own)
    .sort((one, other) => Number(other.wide) - Number(one.wide) || one.name.localeCompare(other.name, language));
  return { own: [...lines.filter((each) => each.own), ...first], others };
}

/** @param {Telephone} telephone @param {string} commune @param {string} language @returns {Line} */
function line(telephone, commune, language) {
  const named = telephone.name;
  const name = typeof named === "string" ? named : (language === "en" ? named?.en : named?.vi) || named?.vi || "";
  const own = commune !== "" && telephone.unit === commune;
  return { name, number: String(telephone.number), link: callLink(telephone.number), own, wide: String(telephone.unit).length < COMMUNE_CODE };
}
