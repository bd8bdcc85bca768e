/** The days of isolation as squares, seven in a row like a calendar, with the same in words. */

import { h, html, Card } from "./ui.js";
import { dayNames } from "../core/calendar_days.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/isolation.js").Isolation} Isolation */

const A_ROW = 7;
const SIDE = 36;
const GAP = 6;

/** @param {{app: App, isolation: Isolation, source: string}} props */
export function IsolationDays({ app, isolation, source }) {
  const last = isolation.last && dayNames(isolation.last, app.language).whole;
  if (isolation.state === "unknown") {
    return html`<${Card} title=${app.t("warnings.isolation")} icon="hourglass"><p>${app.t("warnings.isolation_unknown", { count: isolation.day })}</p><//>`;
  }
  const contact = dayNames(isolation.contact, app.language).whole;
  return html`<${Card} title=${app.t("warnings.isolation")} icon="hourglass">
    <p class="figure">${app.t(isolation.day === 0 ? "warnings.isolation_first" : "warnings.isolation_day", { day: isolation.day, days: isolation.days })}</p>
    <p>${app.t(isolation.left === 0 ? "warnings.isolation_last" : "warnings.isolation_left", { count: isolation.left, last })}</p>
    <${Squares} isolation=${isolation} />
    <p class="quiet">${app.t("warnings.isolation_from", { day: contact })} ${source}</p>
  <//>`;
}

/** @param {{isolation: Isolation}} props */
function Squares({ isolation }) {
  const rows = Math.ceil(isolation.days / A_ROW);
  const step = SIDE + GAP;
  return h("svg", { class: "isolation-days", viewBox: `0 0 ${A_ROW * step - GAP} ${rows * step - GAP}`, width: A_ROW * step - GAP, height: rows * step - GAP, "aria-hidden": "true", focusable: "false" },
    Array.from({ length: isolation.days }, (_, index) => square(index + 1, isolation.day, (index % A_ROW) * step, Math.floor(index / A_ROW) * step)));
}

/** @param {number} day @param {number} today @param {number} x @param {number} y */
function square(day, today, x, y) {
  const state = day < today ? "past" : day === today ? "today" : "coming";
  return h("g", { key: day, class: `isolation-${state}` },
    h("rect", { x: x + 1.500, y: y + 1.500, width: SIDE - 3, height: SIDE - 3, rx: 8 }),
    day < today
      ? h("path", { d: `M${x + 11} ${y + 18.500}l5 5 9.500-11` })
      : h("text", { x: x + SIDE / 2, y: y + SIDE / 2 + 5, "text-anchor": "middle" }, String(day)));
}
