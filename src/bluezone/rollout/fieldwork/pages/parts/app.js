/**
 * What a screen is given: the vault, words, choices, the clock and the way to other screens.
 *
 * One value, made anew when the language, a choice or the vault's state changes, and handed to each screen as `app`.
 */

import { firstLanguage, speech } from "#app/parts/words.js";
import { go } from "./router.js";

/** @typedef {import("../device/port.js").Vault} Vault */
/** @typedef {import("../device/port.js").Work} Work */
/** @typedef {{language?: "vi"|"en", text?: "normal"|"large"|"largest", theme?: "auto"|"light"|"dark", list?: string, [name: string]: any}} Choices */
/** @typedef {{host: string, keys: string, site: string, publisher: {vi: string, en: string}|null, trial: boolean, hotline: string,
 *   version: string, service_worker: boolean}} Config */
/** @typedef {{text: string, undo?: () => Promise<void>}} Toast */
/** @typedef {ReturnType<typeof makeApp>} App */

/** Choices of looks lie outside the vault: they are wanted before the PIN, and say nothing about anybody. */
const CHOICES = "bluezone-field-choices";
/** What a screen dispatches when it opened the vault, which nobody else hears of. */
export const LOOK = "bluezone-field-look";
/** How many records were unsent when the vault was last open: asked for when it is erased without being opened. */
const UNSENT = "bluezone-field-unsent";

/**
 * @param {{config: Config, vault: Vault, work: Work|null, turn: number, choices: Choices, setChoices: (patch: Partial<Choices>) => void,
 *   announce: (text: string) => void, toast: (toast: Toast|null) => void}} given
 */
export function makeApp({ config, vault, work, turn, choices, setChoices, announce, toast }) {
  const language = firstLanguage(choices.language, ["vi"]);
  const spoken = speech(language);
  return {
    vault,
    config,
    /** The work as it was when the vault was opened or last heard of; null while it is locked. */
    work,
    /** Counts the changes of the vault: what a screen has read from it is read again when this changes. */
    turn,
    choices,
    setChoices: async (/** @type {Partial<Choices>} */ patch) => setChoices(patch),
    announce,
    /** Say what was just done, with a way to take it back, on whatever screen comes next. */
    toast,
    go,
    language,
    t: spoken.t,
    /** Dates and numbers: `day, shortDay, time, moment, longMoment, number, either`. */
    say: spoken,
    now: () => new Date(),
  };
}

/** @returns {Choices} */
export function readChoices() {
  try {
    return JSON.parse(localStorage.getItem(CHOICES) ?? "{}") ?? {};
  } catch {
    return {};
  }
}

/** @param {Choices} choices */
export function keepChoices(choices) {
  keep(CHOICES, JSON.stringify(choices));
}

/** @param {number} unsent */
export const keepUnsent = (unsent) => keep(UNSENT, String(unsent));

/** How many records were unsent when it was last known. */
export function lastUnsent() {
  try {
    return Number(localStorage.getItem(UNSENT) ?? 0) || 0;
  } catch {
    return 0;
  }
}

/** @param {string} name @param {string} value */
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // a browser that keeps nothing asks again the next time
  }
}

/** Show the choices of looks on the root element, where the style sheets read them. @param {Choices} choices @param {string} language */
export function showChoices(choices, language) {
  const root = document.documentElement;
  root.lang = language;
  root.dataset.theme = choices.theme ?? "auto";
  root.dataset.text = choices.text ?? "normal";
}
