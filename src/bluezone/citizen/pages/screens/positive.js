/**
 * Reporting with a code: the code, exactly which days go out, the person's consent, and that it arrived.
 *
 * Nothing is sent before the consent. A person can stop at every step; a report that was interrupted goes on where it was,
 * in this window or another.
 */

import { html, Actions, Button, Card, LinkButton, List, Notice, Page, Row, Steps, useEffect, useLoaded, useState } from "../parts/ui.js";
import { Trouble, codeOf } from "../parts/contacts.js";
import { ReportCode } from "../parts/report_code.js";
import { ReportDays } from "../parts/report_days.js";
import { isSending, whileSending } from "../parts/sending.js";
import { clockTime, dayNames, keyDay } from "../core/calendar_days.js";
import { meaningOf, placeOf, stateDays } from "../core/report_choice.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {{step: string, code: string, preview: any, meaning: string, days: string[], kind: string, silent: string|null}} Course where the person is */

const ORDER = ["code", "days", "sent"];
/** @type {Course} */
const BEGINNING = { step: "code", code: "", preview: null, meaning: "", days: [], kind: "report", silent: null };

export const screen = { path: "positive", title: "positive.title", icon: "test", nav: true, View };

/** @param {{app: App, params: Record<string, string>}} props */
export function View({ app, params }) {
  const { value, error, again } = useLoaded(async () => ({ status: await app.device.status(), report: await app.device.reportState() }));
  return html`<${Page} title=${app.t("positive.title")} icon="test">
    ${error && html`<${Trouble} app=${app} error=${error} again=${again} />`}
    ${value && (value.status.radio === "none" ? html`<${NoKeys} app=${app} />` : html`<${Reporting} app=${app} report=${value.report} today=${keyDay(new Date(value.status.now))} given=${params.code ?? params.c ?? ""} />`)}
  <//>`;
}

/** @param {any} report @returns {Course} */
function courseOf(report) {
  const place = placeOf(report?.stage);
  const step = { new: "code", refused: "code", agree: "agree", resume: "resume", arrived: "sent" }[place];
  return { ...BEGINNING, step, meaning: place === "refused" ? "refused" : "", days: stateDays(report?.days), kind: report?.kind ?? "report" };
}

/** @param {{app: App, report: any, today: string, given: string}} props */
function Reporting({ app, report, today, given }) {
  const [course, setCourse] = useState(() => (given && placeOf(report?.stage) === "arrived" ? BEGINNING : courseOf(report)));
  const [busy, setBusy] = useState(false);
  const put = (/** @type {Partial<Course>} */ patch) => setCourse((before) => ({ ...before, meaning: "", ...patch }));
  useOtherWindows(app, report, course, setCourse);
  const work = async (/** @type {() => Promise<void>} */ job) => {
    setBusy(true);
    await job();
    setBusy(false);
  };
  const preview = (/** @type {string} */ code) => work(async () => {
    try {
      put({ step: "days", code, preview: await app.device.reportPreview(code) });
    } catch (error) {
      put({ meaning: meaningOf(codeOf(error)) });
    }
  });
  const outcome = (/** @type {() => Promise<any>} */ ask) => work(async () => {
    const next = await answered(app, ask);
    put({ ...next, code: course.code, silent: course.preview?.silent_until ?? null });
    app.announce(app.t(next.step === "sent" ? "positive.sent" : `positive.${next.meaning || "resume"}`));
  });
  const send = (/** @type {string[]} */ days, /** @type {boolean} */ travelled) => outcome(() => app.device.sendReport(course.preview.mark, days, travelled));
  const resume = () => outcome(() => app.device.resumeReport());
  const stop = () => work(async () => {
    const next = courseOf(await app.device.reportState().catch(() => null));
    setCourse(next.step === "agree" ? { ...next, meaning: "stopped" } : { ...BEGINNING, meaning: "stopped" });
  });
  const at = Math.max(0, ORDER.indexOf({ agree: "days", resume: "days" }[course.step] ?? course.step));
  return html`<${Steps} at=${at} count=${ORDER.length} label=${app.t("positive.step", { at: at + 1, count: ORDER.length })} />
    ${course.meaning && html`<${Meaning} app=${app} meaning=${course.meaning} />`}
    ${course.step === "code" && html`<${ReportCode} app=${app} given=${course.code || given} revisable=${report?.revisable ?? false} busy=${busy} onCode=${preview} />`}
    ${course.step === "agree" && html`<${Verified} app=${app} busy=${busy} onGo=${() => preview("")} />`}
    ${course.step === "days" && html`<${ReportDays} app=${app} preview=${course.preview} today=${today} busy=${busy} onSend=${send} onStop=${stop} />`}
    ${course.step === "resume" && html`<${Unfinished} app=${app} busy=${busy} onGo=${resume} />`}
    ${course.step === "sent" && html`<${Sent} app=${app} days=${course.days} kind=${course.kind} silent=${course.silent} onAnother=${() => setCourse(BEGINNING)} />`}`;
}

/**
 * Send or go on, and read where the report stands afterwards; the device's word counts, not the lost answer. A report that
 * stands as it stood before is a former one and says nothing about this.
 * @param {App} app
 * @param {() => Promise<any>} ask
 * @returns {Promise<Partial<Course>>}
 */
async function answered(app, ask) {
  const before = await app.device.reportState().catch(() => null);
  try {
    const next = courseOf(await whileSending(ask));
    return next.step === "code" && !next.meaning ? { step: "code", meaning: "code_again" } : next;
  } catch (error) {
    const meaning = meaningOf(codeOf(error));
    const state = await app.device.reportState().catch(() => undefined);
    if (state === undefined) return { step: "resume", meaning };
    const next = courseOf(state);
    const isFormer = !isOpen(next) && sameReport(before, state);
    if (isFormer) return { step: "code", meaning };
    return next.step === "sent" ? next : { ...next, meaning: next.meaning || meaning };
  }
}

/** Whether something is left to do for a report. @param {Course} course */
const isOpen = (course) => course.step === "agree" || course.step === "resume";

/** @param {any} one @param {any} other */
const sameReport = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Look again when the window is seen again or the network is back: another window may have finished the report.
 * @param {App} app
 * @param {any} first the report as it stood when the screen was opened
 * @param {Course} course
 * @param {(course: Course) => void} setCourse
 */
function useOtherWindows(app, first, course, setCourse) {
  useEffect(() => {
    if (course.step === "sent") return undefined;
    const look = async () => {
      if (document.hidden || isSending()) return;
      const state = await app.device.reportState().catch(() => first);
      const next = courseOf(state);
      if (!sameReport(first, state) && (next.step === "sent" || next.step === "resume")) setCourse(next);
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("online", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("online", look);
    };
  }, [course.step]);
}

const TONES = new Map([["lost", "warn"], ["busy", "warn"], ["stopped", "info"]]);

/** What went wrong, and what to do about it. @param {{app: App, meaning: string}} props */
const Meaning = ({ app, meaning }) =>
  html`<${Notice} tone=${TONES.get(meaning) ?? "bad"} live=${true} title=${app.t(`positive.${meaning}`)}><p>${app.t(`positive.${meaning}_text`)}</p><//>`;

/** A code was taken and the consent is missing. @param {{app: App, busy: boolean, onGo: () => void}} props */
const Verified = ({ app, busy, onGo }) =>
  html`<${Card} title=${app.t("positive.agree")} icon="key">
    <p>${app.t("positive.agree_text")}</p>
    <${Actions}><${Button} kind="primary" icon="eye" busy=${busy} onClick=${onGo}>${app.t("positive.look")}<//><${LinkButton} href="#/home">${app.t("positive.later")}<//><//>
  <//>`;

/** A report that has its owner's consent and did not arrive yet. @param {{app: App, busy: boolean, onGo: () => void}} props */
const Unfinished = ({ app, busy, onGo }) =>
  html`<${Card} title=${app.t("positive.resume")} icon="hourglass" tone="warn">
    <p>${app.t("positive.resume_text")}</p>
    <${Actions}><${Button} kind="primary" icon="send" busy=${busy} onClick=${onGo}>${app.t("positive.resume_go")}<//><//>
    <p class="quiet">${app.t("positive.resume_limit")}</p>
  <//>`;

/** It arrived: which days, the new key, and what to do now. @param {{app: App, days: string[], kind: string, silent: string|null, onAnother: () => void}} props */
function Sent({ app, days, kind, silent, onAnother }) {
  if (kind === "negative")
    return html`<${Card} title=${app.t("positive.back")} icon="check" tone="good" class="arrived">
        <p>${app.t("positive.back_text", { count: days.length })}</p>
        <p class="quiet">${days.map((day) => dayNames(day, app.language).date).join(" · ")}</p>
      <//>
      <${Now} app=${app} points=${["free", "ill"]} />
      <p class="quiet">${app.t("positive.another")} <${Button} kind="quiet" onClick=${onAnother}>${app.t("positive.another_go")}<//></p>`;
  return html`<${Card} title=${app.t("positive.sent")} icon="check" tone="good" class="arrived">
      <p>${app.t("positive.sent_text", { count: days.length })}</p>
      ${days.length > 0 && html`<p class="quiet">${days.map((day) => dayNames(day, app.language).date).join(" · ")}</p>`}
      <p>${app.t(kind === "recursive" ? "positive.thanks_recursive" : "positive.thanks")}</p>
    <//>
    <${Card} title=${app.t("positive.new_key")} icon="key">
      <p>${silent ? app.t("positive.new_key_at", { time: clockTime(new Date(silent)) }) : app.t("positive.new_key_soon")}</p>
      <p>${app.t("positive.new_key_means")}</p>
    <//>
    <${Now} app=${app} points=${kind === "recursive" ? ["contact", "call"] : ["stay", "call", "others"]} />
    <p class="quiet">${app.t("positive.another")} <${Button} kind="quiet" onClick=${onAnother}>${app.t("positive.another_go")}<//></p>`;
}

/** What to do from here on, and whom to call. @param {{app: App, points: string[]}} props */
const Now = ({ app, points }) =>
  html`<${Card} title=${app.t("positive.now")} icon="home"><ul>
      ${points.map((each) => html`<li key=${each}>${app.t(`positive.now_${each}`)}</li>`)}
    </ul><${Actions}><${LinkButton} href="#/help" icon="phone">${app.t("positive.numbers")}<//><//><//>`;

/** A browser has no keys: what a person can still do. @param {{app: App}} props */
const NoKeys = ({ app }) =>
  html`<${Notice} title=${app.t("positive.no_keys")}><p>${app.t("positive.no_keys_text")}</p><//>
    <${Card} title=${app.t("positive.still")} icon="people">
      <${List} label=${app.t("positive.still")}>
        <${Row} icon="phone" href="#/help" title=${app.t("positive.still_call")} text=${app.t("positive.still_call_text")} />
        <${Row} icon="place" href="#/places" title=${app.t("positive.still_places")} text=${app.t("positive.still_places_text")} />
        <${Row} icon="calendar" href="#/days" title=${app.t("positive.still_notes")} text=${app.t("positive.still_notes_text")} />
        <${Row} icon="people" title=${app.t("positive.still_tell")} text=${app.t("positive.still_tell_text")} />
      <//>
    <//>
    <${Card} title=${app.t("positive.elsewhere")} icon="device"><p>${app.t("positive.elsewhere_text")}</p><//>`;
