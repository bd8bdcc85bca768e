/**
 * What a class teacher counts in a week: the counts, their limits, and what looks as if it contradicts itself. Pure.
 *
 * Limits and checks are those of the form of the campaign (`rollout/reporting/data/form-school_week.json`); a test compares.
 *
 * @typedef {"pupils"|"smartphones"|"declared"|"relatives"} Count
 * @typedef {{age_band: string, pupils: number|null, smartphones: number|null, declared: number|null, relatives: number|null}} Values
 * @typedef {{class: string, week: string, age_band: string, pupils: number, smartphones: number, declared: number, relatives: number}} Word
 */

/** The counts in the order of the form, with the most that each may say. @type {Record<Count, number>} */
export const LIMITS = { pupils: 200, smartphones: 200, declared: 200, relatives: 2000 };

/** @type {Count[]} */
export const COUNTS = ["pupils", "smartphones", "declared", "relatives"];

/** Levels, in the order of the form. */
export const LEVELS = ["primary", "lower", "upper", "vocational"];

/** What is expected to be at least as large as something else: `[smaller, larger]`. @type {[Count, Count][]} */
export const CHECKS = [["smartphones", "pupils"], ["declared", "smartphones"]];

/** What is offered again the next week, because it changes slowly. @type {("age_band"|Count)[]} */
const CARRIED = ["age_band", "pupils", "smartphones"];

const NAME = /^\d{1,2}[A-Z]{0,4}\d{0,2}$/;
const DAY_LENGTH = 86_400_000;

/** @returns {Values} */
export const nothing = () => ({ age_band: "", pupils: null, smartphones: null, declared: null, relatives: null });

/** The name under which a class is kept, or nothing when it is none: `7a` is 7A. @param {string} written */
export function className(written) {
  const plain = written.normalize("NFKC").trim().toUpperCase().replace(/\s+/g, "");
  if (!NAME.test(plain)) return "";
  return /^\d+$/.test(plain) ? String(Number(plain)) : plain;
}

/** A local day as `2026-11-24`. @param {Date} moment */
export function dayOf(moment) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The Monday of the week of a day. @param {string} day */
export function mondayOf(day) {
  const at = Date.parse(`${day}T00:00:00Z`);
  const back = (new Date(at).getUTCDay() + 6) % 7;
  return new Date(at - back * DAY_LENGTH).toISOString().slice(0, 10);
}

/** The Sunday of the week that begins on a Monday. @param {string} monday */
export const sundayOf = (monday) => new Date(Date.parse(`${monday}T00:00:00Z`) + 6 * DAY_LENGTH).toISOString().slice(0, 10);

/**
 * The last word of this device about a class and week, or nothing; events are the device's, oldest first.
 * @param {{kind: string, [field: string]: any}[]} events @param {string} name @param {string} week @returns {any}
 */
export const lastWord = (events, name, week) => events.filter((each) => each.kind === "class" && each.class === name && each.week === week).pop();

/**
 * What stands in the fields at first: this week's last word, else what changes slowly from an earlier week.
 * @param {{name: string, week: string, events: {kind: string, [field: string]: any}[], told: Word[]}} given
 * @returns {{values: Values, from: "word"|"earlier"|"nothing"}}
 */
export function firstValues({ name, week, events, told }) {
  const known = told.find((each) => each.class === name);
  const word = lastWord(events, name, week) ?? (known?.week === week ? known : undefined);
  if (word) return { values: picked(word, ["age_band", ...COUNTS]), from: "word" };
  const earlier = events.filter((each) => each.kind === "class" && each.class === name && each.week < week).pop() ?? known;
  return earlier ? { values: picked(earlier, CARRIED), from: "earlier" } : { values: nothing(), from: "nothing" };
}

/** @param {any} word @param {string[]} keys @returns {Values} */
const picked = (word, keys) => ({ ...nothing(), ...Object.fromEntries(keys.map((key) => [key, word[key] ?? (key === "age_band" ? "" : null)])) });

/** Values after a number was typed; what is no number says nothing. @param {Values} values @param {Count} key @param {string} text @returns {Values} */
export function typed(values, key, text) {
  const digits = text.replace(/\D/g, "").slice(0, 5);
  return { ...values, [key]: digits ? Number(digits) : null };
}

/** Values after a step up or down; the first step of an empty count makes it 0 or 1. @param {Values} values @param {Count} key @param {1|-1} by @returns {Values} */
export const stepped = (values, key, by) => ({ ...values, [key]: Math.max(0, Math.min((values[key] ?? 0) + by, LIMITS[key])) });

/** What has not been said yet, in the order of the form. @param {Values} values */
export const missing = (values) => ["age_band", ...COUNTS].filter((key) => values[/** @type {Count} */ (key)] === null || values[/** @type {Count} */ (key)] === /** @type {any} */ (""));

/** The counts that are larger than the form takes. @param {Values} values @returns {Count[]} */
export const beyond = (values) => COUNTS.filter((key) => Number(values[key]) > LIMITS[key]);

/** The counts that are larger than what they are a part of; each is a question, not a refusal. @param {Values} values @returns {Count[]} */
export const doubts = (values) => CHECKS.filter(([part, whole]) => values[part] !== null && values[whole] !== null && Number(values[part]) > Number(values[whole])).map(([part]) => part);

/** The fields of the event that says it. @param {string} name @param {string} week @param {Values} values */
export const fieldsOf = (name, week, values) => ({ class: name, week, ...values });

/** Whether two values say the same. @param {Values} first @param {any} second */
export const same = (first, second) => Boolean(second) && ["age_band", ...COUNTS].every((key) => /** @type {any} */ (first)[key] === second[key]);
