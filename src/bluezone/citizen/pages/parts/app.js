/**
 * What a screen is given: the device, words, choices, the clock and the way to other screens.
 *
 * One value, made anew when the language or a choice changes and handed to each screen as `app`.
 */

import { go } from "./router.js";
import { firstLanguage, speech } from "./words.js";

/** @typedef {{language?: "vi"|"en", text?: "normal"|"large"|"largest", theme?: "auto"|"light"|"dark", notifications?: boolean,
 *   counted?: {unit: string, name: string}|null, onboarded?: string, [name: string]: any}} Choices */
/** @typedef {{host: "browser"|"agent", keys: string, root_fingerprint: string, site: string, publisher: {vi: string, en: string}|null,
 *   trial: boolean, hotline: string, version: string, service_worker: boolean}} Config */
/** @typedef {import("../device/port.js").DevicePort} Device */
/** @typedef {ReturnType<typeof makeApp>} App */

/**
 * @param {{config: Config, device: Device, choices: Choices, setChoices: (patch: Partial<Choices>) => Promise<void>, announce: (text: string) => void}} given
 */
export function makeApp({ config, device, choices, setChoices, announce }) {
  const language = firstLanguage(choices.language, navigator.languages);
  const spoken = speech(language);
  return {
    device,
    config,
    choices,
    setChoices,
    announce,
    go,
    language,
    t: spoken.t,
    /** Dates and numbers: `day, shortDay, time, moment, longMoment, number, either`. */
    say: spoken,
    now: () => new Date(),
    feeds: { news: () => device.settings("news"), state: () => device.settings("trust") },
    store: {
      /** @param {string} name */
      get: (name) => device.settings(name),
      /** @param {string} name @param {any} document */
      set: (name, document) => device.set(name, document),
    },
  };
}

/** Show the choices of looks on the root element, where the style sheets read them. @param {Choices} choices @param {string} language */
export function showChoices(choices, language) {
  const root = document.documentElement;
  root.lang = language;
  root.dataset.theme = choices.theme ?? "auto";
  root.dataset.text = choices.text ?? "normal";
}
