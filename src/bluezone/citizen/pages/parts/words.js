/**
 * Words in the chosen language: screens bring theirs, this finds, fills and formats them.
 *
 * A word is a flat key (`days.title`) in `words/<screen>.js` under `vi` and `en`. `{name}` is filled from the values;
 * `{count|day|days}` takes the first form when `count` is 1 and the second otherwise (Vietnamese needs no such form).
 * A key that no language has shows itself, so that a missing word is seen and never a blank.
 */

/** @typedef {"vi"|"en"} Language */
/** @typedef {Record<string, string>} Words */
/** @typedef {Record<string, string|number>} Values */
/** @typedef {{vi: Words, en: Words}} BothLanguages */

/** The languages, the first of which is spoken when nothing else is known. @type {Language[]} */
export const LANGUAGES = ["vi", "en"];
const LOCALES = { vi: "vi-VN", en: "en-GB" };
const PLACE = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g;

/** @type {BothLanguages} */
const known = { vi: {}, en: {} };

/** Learn the words of a screen. @param {BothLanguages} words */
export function learn(words) {
  for (const language of LANGUAGES) Object.assign(known[language], words[language]);
}

/** The language to begin with: the person's choice, else Vietnamese unless the browser asks for English. @param {unknown} chosen @param {readonly string[]} asked @returns {Language} */
export function firstLanguage(chosen, asked) {
  if (chosen === "vi" || chosen === "en") return chosen;
  const short = asked.map((each) => each.slice(0, 2).toLowerCase());
  const found = LANGUAGES.filter((each) => short.includes(each)).sort((a, b) => short.indexOf(a) - short.indexOf(b));
  return found[0] ?? LANGUAGES[0];
}

/**
 * How a language speaks: `t` for words, and dates and numbers in its manner.
 * Days are calendar days ("2026-11-24") and are shown as they are; moments are shown in the time of this phone.
 * @param {Language} language
 */
export function speech(language) {
  const locale = LOCALES[language];
  const number = new Intl.NumberFormat(locale);
  const dayForm = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const shortDayForm = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "numeric", timeZone: "UTC" });
  const timeForm = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  const dateForm = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long" });
  const longDateForm = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
  const both = (/** @type {Intl.DateTimeFormat} */ form, /** @type {string|Date} */ moment) =>
    `${timeForm.format(new Date(moment))}, ${form.format(new Date(moment))}`;
  return {
    /** @param {string} key @param {Values} [values] */
    t: (key, values = {}) => filled(known[language][key] ?? known.vi[key] ?? key, values, number),
    /** Whether a word exists. @param {string} key */
    has: (key) => key in known.vi,
    /** @param {number} amount */
    number: (amount) => number.format(amount),
    /** @param {string} day */
    day: (day) => dayForm.format(new Date(`${day}T00:00:00Z`)),
    /** @param {string} day */
    shortDay: (day) => shortDayForm.format(new Date(`${day}T00:00:00Z`)),
    /** @param {string|Date} moment */
    time: (moment) => timeForm.format(new Date(moment)),
    /** @param {string|Date} moment */
    moment: (moment) => both(dateForm, moment),
    /** @param {string|Date} moment */
    longMoment: (moment) => both(longDateForm, moment),
    /** The text of a feed in this language, or in the other one. @param {{vi?: string, en?: string}|null|undefined} text */
    either: (text) => text?.[language] || text?.[language === "vi" ? "en" : "vi"] || "",
  };
}

/** A word with its places filled. @param {string} word @param {Values} values @param {Intl.NumberFormat} number */
function filled(word, values, number) {
  return word.replace(PLACE, (whole, name, one, other) => {
    if (!(name in values)) return whole;
    const value = values[name];
    if (one !== undefined) return Number(value) === 1 ? one : other;
    return typeof value === "number" ? number.format(value) : value;
  });
}

/** The names that a word shows, sorted, without those that only choose a form; a test compares both languages by it. @param {string} word */
export const places = (word) => [...new Set([...word.matchAll(PLACE)].filter((found) => found[2] === undefined).map((found) => found[1]))].sort();
