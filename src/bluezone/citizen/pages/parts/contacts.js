/**
 * What the screens about meetings share: the three bands as pictures, lengths of time in words, and what went wrong.
 *
 * A band is told by a picture and a word; colour only repeats it.
 */

import { h, html, Actions, Button, Notice } from "./ui.js";
import { troubleWords } from "./troubles.js";
import { learn } from "./words.js";
import { words } from "../words/contacts.js";
import { hoursAndMinutes } from "../core/contact_days.js";

learn(words);

/** @typedef {import("./app.js").App} App */
/** @typedef {"near"|"middle"|"far"} Band */

/** Where the second person stands in the picture of a band. @type {Record<Band, number>} */
const PLACES = { near: 17, middle: 26, far: 38 };

/** Two people, as far apart as the band says; `wide` leaves the same room for all three, so that lists stand in line. @param {{band: Band, wide?: boolean}} props */
export const BandSign = ({ band, wide }) =>
  h("svg", { class: `band-sign band-${band}`, viewBox: `0 0 ${wide ? 44 : PLACES[band] + 6} 24`, width: wide ? 44 : PLACES[band] + 6, height: 24, "aria-hidden": "true", focusable: "false" },
    h("path", { class: "band-line", d: `M12 15.500h${PLACES[band] - 16}` }),
    person(7, "band-self"),
    person(PLACES[band], "band-other"));

/** @param {number} x @param {string} name */
const person = (x, name) =>
  h("g", { class: name },
    h("circle", { cx: x, cy: 8, r: 3 }),
    h("path", { d: `M${x - 4.5} 21v-3.500a4.500 4.500 0 0 1 9 0V21z` }));

/** A band's picture with its word, or that it is not known. @param {{app: App, band: Band|null, long?: boolean}} props */
export const BandWords = ({ app, band, long }) =>
  html`<span class="band">${band && html`<${BandSign} band=${band} wide=${long} />`}<span>${app.t(band ? `contacts.${band}${long ? "_long" : ""}` : "contacts.unknown_band")}</span></span>`;

/** Minutes as people say them. @param {App} app @param {number} minutes */
export function duration(app, minutes) {
  const parts = hoursAndMinutes(minutes);
  if (parts.hours === 0) return app.t("contacts.minutes", parts);
  return app.t(parts.minutes === 0 ? "contacts.hours" : "contacts.hours_minutes", parts);
}

/** The code of what was thrown. @param {any} error @returns {string} */
export const codeOf = (error) => (typeof error?.code === "string" ? error.code : "");

/** What went wrong, in words, with a way to try again. @param {{app: App, error: any, again?: () => void}} props */
export const Trouble = ({ app, error, again }) =>
  html`<${Notice} tone="warn" live=${true}>
    <p>${troubleWords(app, error)}</p>
    ${again && html`<${Actions}><${Button} icon="refresh" onClick=${again}>${app.t("trouble.again")}<//><//>`}
  <//>`;
