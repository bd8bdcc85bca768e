/** Exactly which days go out: a strip of fourteen days, a box to tick for each, what is sent and what is not. */

import { h, html, Actions, Button, Card, Choice, Facts, Icon, More, Notice, useState } from "./ui.js";
import { DayDate } from "./day_bars.js";
import { clockTime, dayNames } from "../core/calendar_days.js";
import { asksAboutTravel, fixedDays, goingDays, reportDays, strip } from "../core/report_choice.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/report_choice.js").ReportDay} ReportDay */

/** @param {{app: App, preview: any, today: string, busy: boolean, onSend: (days: string[], travelled: boolean) => void, onStop: () => void}} props */
export function ReportDays({ app, preview, today, busy, onSend, onStop }) {
  const [left, setLeft] = useState(/** @type {Set<string>} */ (new Set()));
  const [travelled, setTravelled] = useState(false);
  const days = reportDays(preview.days);
  const fixed = fixedDays(days);
  const going = goingDays(days, left);
  const choose = (/** @type {string} */ day, /** @type {boolean} */ on) => setLeft(new Set(on ? [...left].filter((each) => each !== day) : [...left, day]));
  const negative = preview.kind === "negative";
  return html`${preview.kind !== "report" && html`<${Notice} tone="info" title=${app.t(`positive.kind_${preview.kind}`)}><p>${app.t(`positive.kind_${preview.kind}_text`, { count: fixed.size })}</p><//>`}
    <${Card} title=${app.t(negative ? "positive.days_back" : "positive.days")} icon="calendar">
      <p>${app.t(negative ? "positive.days_back_text" : "positive.days_text")}</p>
      <${DayStrip} app=${app} cells=${strip(days, left, today)} goes=${negative ? "back" : "goes"} />
      <p class="figure" role="status">${going.length === 0 ? app.t("positive.going_none") : app.t(negative ? "positive.going_back" : "positive.going", { count: going.length, all: days.length })}</p>
      <fieldset class="choices report-days"><legend class="unseen">${app.t("positive.days")}</legend>
        ${days.map((each) => html`<${Choice} key=${each.day} checked=${!left.has(each.day)} disabled=${busy || fixed.has(each.day)} help=${hours(app, each, fixed.has(each.day) && !negative)}
          onChange=${(/** @type {boolean} */ on) => choose(each.day, on)}>${dayNames(each.day, app.language).whole}<//>`)}
      </fieldset>
    <//>
    ${asksAboutTravel(preview.kind) && html`<${Card} title=${app.t("positive.travel")} icon="place">
      <${Choice} checked=${travelled} disabled=${busy} help=${app.t("positive.travelled_help")} onChange=${setTravelled}>${app.t("positive.travelled")}<//>
      <${More} title=${app.t("positive.travel_why")}><p>${app.t("positive.travel_why_text")}</p><p>${app.t("positive.travel_seen_text")}</p><//>
    <//>`}
    <${Leaving} app=${app} preview=${preview} travelled=${travelled} />
    <${Actions} class="consent">
      <${Button} kind="primary" icon="send" wide=${true} busy=${busy} disabled=${going.length === 0} onClick=${() => onSend(going, travelled)}>${app.t(negative ? "positive.send_back" : "positive.send", { count: going.length })}<//>
      <${Button} wide=${true} disabled=${busy} onClick=${onStop}>${app.t("positive.stop")}<//>
    <//>
    <p class="quiet">${busy ? app.t("positive.sending") : app.t(negative ? "positive.back_once" : "positive.send_once")}</p>`;
}

/** The hours of a day's keys, and that they have to go along. @param {App} app @param {ReportDay} day @param {boolean} isFixed */
function hours(app, day, isFixed) {
  const spans = day.spans.map((each) => app.t("contacts.between", { from: clockTime(new Date(each.start)), to: ended(app, each) })).join("; ");
  return isFixed ? `${spans}; ${app.t("positive.known")}` : spans;
}

/** When a key ended, with its date when that is the next morning. @param {App} app @param {import("../core/report_choice.js").Span} span */
function ended(app, span) {
  const end = new Date(span.end);
  const next = span.end.slice(0, 10) !== span.day;
  return next ? app.t("positive.next_morning", { time: clockTime(end) }) : clockTime(end);
}

const WIDE = 30;
const HIGH = 34;

/** `goes` names what happens to the days of the report. @param {{app: App, cells: {day: string, state: string}[], goes: "goes"|"back"}} props */
const DayStrip = ({ app, cells, goes }) =>
  html`<ul class="day-strip" role="list" aria-label=${app.t("positive.strip")}>
    ${cells.map(
      (each) => html`<li key=${each.day} class=${`strip-${each.state}`}>
        ${h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: WIDE, height: HIGH, "aria-hidden": "true", focusable: "false" }, sign(each.state))}
        <${DayDate} date=${dayNames(each.day, app.language).date} />
        <span class="unseen">${dayNames(each.day, app.language).whole}: ${app.t(`positive.state_${each.state === "goes" ? goes : each.state}`)}</span>
      </li>`,
    )}
  </ul>
  <ul class="legend" role="list">${(goes === "back" ? ["goes", "none"] : ["goes", "left", "none"]).map(
    (state) => html`<li key=${state} class=${`strip-${state}`}>${h("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, width: 18, height: 20, "aria-hidden": "true", focusable: "false" }, sign(state))}<span>${app.t(`positive.state_${state === "goes" ? goes : state}`)}</span></li>`,
  )}</ul>`;

/** An arrow that leaves, a lock that stays, an empty frame. @param {string} state */
function sign(state) {
  const frame = h("rect", { class: "strip-frame", x: 2, y: 2, width: WIDE - 4, height: HIGH - 4, rx: 6 });
  if (state === "goes") return [frame, h("path", { class: "strip-sign", d: "M15 25V10M9.500 15.500 15 9.500l5.500 6" })];
  if (state === "left") return [frame, h("path", { class: "strip-sign", d: "M10 16h10v8H10zM12 16v-2.500a3 3 0 0 1 6 0V16" })];
  return [frame];
}

const WHO_SEES = new Map([["negative", "positive.who_sees_back"], ["recursive", "positive.who_sees_contact"]]);

/** What is sent, to whom, and what is not. @param {{app: App, preview: any, travelled: boolean}} props */
const Leaving = ({ app, preview, travelled }) =>
  html`<${Card} title=${app.t("positive.leaving")} icon="mail">
    <${Facts} facts=${[
      [app.t("positive.recipient"), html`<span class="address">${preview.recipient}</span>`],
      [app.t("positive.content"), app.t("positive.content_text")],
      ...(asksAboutTravel(preview.kind) ? [[app.t("positive.travel"), app.t(travelled ? "positive.travel_said" : "positive.travel_unsaid")]] : []),
      [app.t("positive.size"), app.t("positive.size_text", { bytes: preview.bytes })],
    ]} />
    <p class="not-sent"><${Icon} name="lock" /><span>${app.t("positive.not_sent")}</span></p>
    <${More} title=${app.t("positive.who_sees")}><p>${app.t(WHO_SEES.get(preview.kind) ?? "positive.who_sees_text")}</p><//>
  <//>`;
