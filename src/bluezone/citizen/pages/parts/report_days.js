/** Exactly which days go out: a strip of fourteen days, a box to tick for each, what is sent and what is not. */

import { h, html, Actions, Button, Card, Choice, Facts, Icon, More, Notice, useState } from "./ui.js";
import { DayDate } from "./day_bars.js";
import { clockTime, dayNames } from "../core/calendar_days.js";
import { fixedDays, goingDays, reportDays, strip } from "../core/report_choice.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/report_choice.js").ReportDay} ReportDay */

/** @param {{app: App, preview: any, today: string, busy: boolean, onSend: (days: string[]) => void, onStop: () => void}} props */
export function ReportDays({ app, preview, today, busy, onSend, onStop }) {
  const [left, setLeft] = useState(/** @type {Set<string>} */ (new Set()));
  const days = reportDays(preview.days);
  const fixed = fixedDays(days);
  const going = goingDays(days, left);
  const choose = (/** @type {string} */ day, /** @type {boolean} */ on) => setLeft(new Set(on ? [...left].filter((each) => each !== day) : [...left, day]));
  const negative = preview.kind === "negative";
  return html`${preview.kind !== "report" && html`<${Notice} tone="info" title=${app.t(`positive.kind_${preview.kind}`)}><p>${app.t(`positive.kind_${preview.kind}_text`, { count: fixed.size })}</p><//>`}
    <${Card} title=${app.t(negative ? "positive.days_back" : "positive.days")} icon="calendar">
      <p>${app.t(negative ? "positive.days_back_text" : "positive.days_text")}</p>
      <${DayStrip} app=${app} cells=${strip(days, left, today)} />
      <p class="figure" role="status">${going.length === 0 ? app.t("positive.going_none") : app.t("positive.going", { count: going.length, all: days.length })}</p>
      <fieldset class="choices report-days"><legend class="unseen">${app.t("positive.days")}</legend>
        ${days.map((each) => html`<${Choice} key=${each.day} checked=${!left.has(each.day)} disabled=${busy || fixed.has(each.day)} help=${hours(app, each)}
          onChange=${(/** @type {boolean} */ on) => choose(each.day, on)}>${dayNames(each.day, app.language).whole}<//>`)}
      </fieldset>
    <//>
    <${Leaving} app=${app} preview=${preview} />
    <${Actions} class="consent">
      <${Button} kind="primary" icon="send" wide=${true} busy=${busy} disabled=${going.length === 0} onClick=${() => onSend(going)}>${app.t(negative ? "positive.send_back" : "positive.send", { count: going.length })}<//>
      <${Button} wide=${true} disabled=${busy} onClick=${onStop}>${app.t("positive.stop")}<//>
    <//>
    <p class="quiet">${busy ? app.t("positive.sending") : app.t("positive.send_once")}</p>`;
}

/** The hours of a day's keys. @param {App} app @param {ReportDay} day */
function hours(app, day) {
  return day.spans.map((each) => app.t("contacts.between", { from: clockTime(new Date(each.start)), to: ended(app, each) })).join("; ");
}

/** When a key ended, with its date when that is the next morning. @param {App} app @param {import("../core/report_choice.js").Span} span */
function ended(app, span) {
  const end = new Date(span.end);
  const next = span.end.slice(0, 10) !== span.day;
  return next ? app.t("positive.next_morning", { time: clockTime(end) }) : clockTime(end);
}

const WIDE = 30;
const HIGH = 34;

/** @param {{app: App, cells: {day: string, state: string}[]}} props */
const DayStrip = ({ app, cells }) =>
  html`<ul class="day-strip" role="list" aria-label=${app.t("positive.strip")}>
    ${cells.map(
      (each) => html`<li key=${each.day} class=${`strip-${each.state}`}>
        ${h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true", focusable: "false" }, sign(each.state))}
        <${DayDate} date=${dayNames(each.day, app.language).date} />
        <span class="unseen">${dayNames(each.day, app.language).whole}: ${app.t(`positive.state_${each.state}`)}</span>
      </li>`,
    )}
  </ul>
  <ul class="legend" role="list">${["goes", "left", "none"].map(
    (state) => html`<li key=${state} class=${`strip-${state}`}>${h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: 18, height: 20, "aria-hidden": "true", focusable: "false" }, sign(state))}<span>${app.t(`positive.state_${state}`)}</span></li>`,
  )}</ul>`;

/** An arrow that leaves, a lock that stays, an empty frame. @param {string} state */
function sign(state) {
  const frame = h("rect", { class: "strip-frame", x: 2, y: 2, width: WIDE - 4, height: HIGH - 4, rx: 6 });
  if (state === "goes") return [frame, h("path", { class: "strip-sign", d: "M15 25V10M9.500 15.500 15 9.500l5.500 6" })];
  if (state === "left") return [frame, h("path", { class: "strip-sign", d: "M10 16h10v8H10zM12 16v-2.500a3 3 0 0 1 6 0V16" })];
  return [frame];
}

/** What is sent, to whom, and what is not. @param {{app: App, preview: any}} props */
const Leaving = ({ app, preview }) =>
  html`<${Card} title=${app.t("positive.leaving")} icon="mail">
    <${Facts} facts=${[
      [app.t("positive.recipient"), html`<span class="address">${preview.recipient}</span>`],
      [app.t("positive.content"), app.t("positive.content_text")],
      [app.t("positive.size"), app.t("positive.size_text", { bytes: preview.bytes })],
    ]} />
    <p class="not-sent"><${Icon} name="lock" /><span>${app.t("positive.not_sent")}</span></p>
    <${More} title=${app.t("positive.who_sees")}><p>${app.t("positive.who_sees_text")}</p><//>
  <//>`;
