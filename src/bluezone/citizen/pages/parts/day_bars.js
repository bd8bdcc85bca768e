/**
 * Fourteen days as bars that can be pressed: the nearer the meetings, the darker and lower the part of the bar.
 *
 * Each bar is a button with the day's figures as its words, so that nobody needs to see it. A day that was not measured is
 * drawn as an empty frame, never as zero.
 */

import { h, html, classes } from "./ui.js";
import { duration } from "./contacts.js";
import { barParts, fullBar } from "../core/contact_days.js";
import { dayNames } from "../core/calendar_days.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/contact_days.js").ContactDay} ContactDay */

const WIDTH = 28;
const HEIGHT = 64;
const MARK = "M14 1.500l6.500 11.500h-13z";

/**
 * @param {{app: App, days: ContactDay[], chosen: string, marked: Map<string, string>, onChoose: (day: string) => void}} props
 */
export function DayBars({ app, days, chosen, marked, onChoose }) {
  const full = fullBar(days);
  return html`<div class="day-bars" role="group" aria-label=${app.t("days.bars")}>
    <${Patterns} />
    ${[...days].reverse().map(
      (each) => html`<button type="button" key=${each.day} class=${classes("day-bar", !each.measured && "day-unmeasured")}
        aria-pressed=${each.day === chosen ? "true" : "false"} aria-label=${sentence(app, each, marked.get(each.day))} onClick=${() => onChoose(each.day)}>
        <${Bar} day=${each} full=${full} mark=${marked.get(each.day)} />
        <span class="day-week">${dayNames(each.day, app.language).short}</span>
        <${DayDate} date=${dayNames(each.day, app.language).date} />
      </button>`,
    )}
  </div>`;
}

/** Day and month under a bar; the month gives way where the text is large. @param {{date: string}} props */
export const DayDate = ({ date }) => {
  const [day, month] = date.split("/");
  return html`<span class="day-date" aria-hidden="true">${day}<span class="day-month">/${month}</span></span>`;
};

/** A day in one sentence. @param {App} app @param {ContactDay} day @param {string} [mark] the level of the day's warning */
export function sentence(app, day, mark) {
  const name = dayNames(day.day, app.language).whole;
  const said = day.measured ? figures(app, day) : app.t("days.not_measured");
  return `${name}: ${said}${mark ? `. ${app.t(`days.warned_${mark}`)}` : ""}`;
}

/** The figures of a measured day in one phrase. @param {App} app @param {ContactDay} day */
export function figures(app, day) {
  if (day.encounters === 0) return app.t("days.nobody");
  return app.t("days.about", { count: day.encounters, time: duration(app, day.minutes) });
}

/** @param {{day: ContactDay, full: number, mark?: string}} props */
function Bar({ day, full, mark }) {
  return h("svg", { class: "bar", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true", focusable: "false" },
    h("rect", { class: "bar-frame", x: 4, y: 8, width: 20, height: HEIGHT - 9, rx: 3 }),
    day.measured && barParts(day, full).filter((part) => part.share > 0).map((part) =>
      h("rect", { key: part.band, class: `bar-${part.band}`, x: 4, width: 20, y: HEIGHT - 1 - (part.bottom + part.share) * (HEIGHT - 9), height: part.share * (HEIGHT - 9) })),
    mark && h("path", { class: `bar-mark bar-mark-${mark}`, d: MARK }));
}

/** The patterns that tell the bands apart without colour. */
const Patterns = () =>
  h("svg", { class: "unseen", width: 0, height: 0, "aria-hidden": "true", focusable: "false" },
    h("defs", null,
      h("pattern", { id: "band-middle", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
        h("rect", { class: "pattern-ground", width: 5, height: 5 }), h("rect", { class: "pattern-middle", width: 2.500, height: 5 })),
      h("pattern", { id: "band-far", width: 5, height: 5, patternUnits: "userSpaceOnUse" },
        h("rect", { class: "pattern-ground", width: 5, height: 5 }), h("circle", { class: "pattern-far", cx: 2.500, cy: 2.500, r: 1.200 }))));

/** What the parts of a bar mean, and the marks that are there. @param {{app: App, marks: readonly string[]}} props */
export const Legend = ({ app, marks }) =>
  html`<ul class="legend" role="list">
    ${/** @type {const} */ (["near", "middle", "far"]).map(
      (band) => html`<li key=${band}>${h("svg", { class: "legend-key", viewBox: "0 0 20 14", width: 20, height: 14, "aria-hidden": "true", focusable: "false" },
        h("rect", { class: `bar-${band}`, x: 0.5, y: 0.5, width: 19, height: 13, rx: 2 }))}<span>${app.t(`contacts.${band}`)}</span></li>`,
    )}
    ${["high", "low"].filter((mark) => marks.includes(mark)).map(
      (mark) => html`<li key=${mark}>${h("svg", { class: "legend-key", viewBox: "6 0 16 14", width: 16, height: 14, "aria-hidden": "true", focusable: "false" },
        h("path", { class: `bar-mark bar-mark-${mark}`, d: MARK }))}<span>${app.t(`days.mark_${mark}`)}</span></li>`,
    )}
  </ul>`;
