/**
 * Warnings: one message, what to do, whom to call, how many days, and a report to the health authority if one wishes.
 */

import { html, Actions, Button, Card, Empty, Facts, Icon, LinkButton, More, Notice, Page, Tag, Text, useLoaded, useState } from "../parts/ui.js";
import { BandWords, Trouble, codeOf, duration } from "../parts/contacts.js";
import { useChecked } from "../parts/checked.js";
import { IsolationDays } from "../parts/isolation_days.js";
import { Letter } from "../parts/letter.js";
import { TelephoneList } from "../parts/telephone_list.js";
import { isNotLogged, troubleWords } from "../parts/troubles.js";
import { Withdrawn } from "../parts/withdrawn.js";
import { adviceFor } from "../core/advice.js";
import { clockTime, dateAndTime, dayNames } from "../core/calendar_days.js";
import { verdict } from "../core/warnings.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/warnings.js").Exposure} Exposure */
/** @typedef {import("../core/warnings.js").Verdict} Verdict */
/** @typedef {{status: any, exposures: Exposure[], report: any, news: any, expires: string|null, now: Date}} Loaded */

/** After so many hours without a check nothing is said about today. */
const STALE_HOURS = 24;
const HOUR = 3_600_000;

export const screen = { path: "warnings", title: "warnings.title", icon: "bell", nav: true, View };

/** @param {{app: App, params: Record<string, string>}} props */
export function View({ app, params }) {
  const { value, error, again } = useLoaded(() => loaded(app), [params.id]);
  useChecked(again);
  if (params.id === "letter") {
    return html`<${Page} title=${app.t("letter.title")} lead=${app.t("letter.lead")} icon="mail" back=${{ href: "#/warnings", label: app.t("letter.back") }}>
      ${error && html`<${Trouble} app=${app} error=${error} again=${again} />`}
      ${value && html`<${Letter} app=${app} exposures=${value.exposures} />`}
    <//>`;
  }
  return html`<${Page} title=${app.t("warnings.title")} icon="bell">
    ${error && html`<${Trouble} app=${app} error=${error} again=${again} />`}
    ${value && html`<${Warnings} app=${app} loaded=${value} again=${again} />`}
  <//>`;
}

/** Everything that the screen shows; a feed that cannot be read leaves its parts to the words of this app. @param {App} app @returns {Promise<Loaded>} */
async function loaded(app) {
  const [status, exposures, report, feed] = await Promise.all([
    app.device.status(), app.device.exposures(), app.device.reportState().catch(() => null), app.feeds.news().catch(() => null),
  ]);
  return { status, exposures, report, news: feed?.content ?? feed ?? {}, expires: feed?.expires ?? null, now: new Date(status.now) };
}

/** @param {{app: App, loaded: Loaded, again: () => void}} props */
function Warnings({ app, loaded, again }) {
  const said = verdict(loaded.exposures, loaded.news.isolation_days, loaded.report, loaded.now);
  if (said.message === "none") return html`<${None} app=${app} loaded=${loaded} again=${again} />`;
  return html`
    <${Withdrawn} app=${app} withdrawn=${loaded.status.withdrawn} />
    <${Message} app=${app} said=${said} news=${loaded.news} />
    ${said.message !== "low" && html`<${TelephoneList} app=${app} numbers=${loaded.news.telephones} tone=${said.message === "high" ? "primary" : "plain"} />`}
    ${said.message === "high" && said.isolation && html`<${IsolationDays} app=${app} isolation=${said.isolation} source=${sourceOf(app, loaded)} />`}
    ${said.message !== "positive" && html`<${Symptoms} app=${app} news=${loaded.news} />`}
    ${said.message === "high" && html`<${Report} app=${app} exposures=${loaded.exposures} />`}
    ${said.others.length > 0 && html`<${Others} app=${app} said=${said} />`}
    <${More} title=${app.t("warnings.sure")}><${Text} text=${app.t("warnings.sure_text")} /><//>
    ${said.message === "low" && html`<${TelephoneList} app=${app} numbers=${loaded.news.telephones} />`}
    <p class="quiet">${checkedWords(app, loaded.status)}</p>
  `;
}

/** Whose number the days of isolation are, and whether it is still good. @param {App} app @param {Loaded} loaded */
function sourceOf(app, loaded) {
  if (!loaded.expires) return app.t("warnings.isolation_source");
  const old = new Date(loaded.expires) < loaded.now;
  return app.t(old ? "warnings.isolation_old" : "warnings.isolation_source", { day: dateAndTime(new Date(loaded.expires)) });
}

const TONES = { high: "bad", positive: "primary", over: "plain", low: "plain", none: "plain" };
const SIGNS = { high: "warning", positive: "test", over: "check", low: "info", none: "bell" };

/** The one message, what it rests on, and what to do. @param {{app: App, said: Verdict, news: any}} props */
function Message({ app, said, news }) {
  const kind = said.open?.kind ?? "person";
  const title = said.message === "high" || said.message === "low" ? `warnings.${said.message}_${kind}` : `warnings.${said.message}`;
  return html`<${Card} title=${app.t(title)} icon=${SIGNS[said.message]} tone=${TONES[said.message]} class="message">
      ${said.open && said.message !== "positive" && html`<${What} app=${app} exposure=${said.open} />`}
      <p>${app.t(`warnings.${said.message}_means`)}</p>
      <p class="only-here"><${Icon} name="lock" /><span>${app.t("warnings.only_here")}</span></p>
    <//>
    <${Todo} app=${app} message=${said.message} news=${news} />`;
}

/** What to do: the authority's own steps where its bulletin has them, else those of this app. @param {{app: App, message: import("../core/warnings.js").Message, news: any}} props */
function Todo({ app, message, news }) {
  const advice = message === "high" ? adviceFor(news, "warned", app.language) : null;
  return html`<${Card} title=${app.t("warnings.todo")} icon="check" class="todo">
    ${advice && advice.steps.length > 0
      ? html`<ol class="todo-steps">${advice.steps.map((step, at) => html`<li key=${step}><span class="todo-number" aria-hidden="true">${at + 1}</span><span>${step}</span></li>`)}</ol>`
      : html`<ol class="todo-steps">${(STEPS[message] ?? []).map(([step, icon]) => html`<li key=${step}><${Icon} name=${icon} /><span>${app.t(`warnings.${step}`)}</span></li>`)}</ol>`}
    ${advice && html`<${Bulletin} app=${app} advice=${advice} />`}
    ${message === "high" && html`<${Bulletin} app=${app} advice=${adviceFor(news, "isolation", app.language)} />`}
    ${message === "positive" && html`<${Bulletin} app=${app} advice=${adviceFor(news, "isolation", app.language)} />`}
  <//>`;
}

/** The whole text of an advice, behind its title. @param {{app: App, advice: {title: string, text: string}|null}} props */
const Bulletin = ({ app, advice }) =>
  advice && html`<${More} title=${advice.title}><${Text} text=${advice.text} /><p class="quiet">${app.t("warnings.bulletin")}</p><//>`;

/** What to do under each message: word and sign. @type {Record<string, [string, string][]>} */
const STEPS = {
  high: [["step_home", "home"], ["step_call", "phone"], ["step_mask", "people"], ["step_watch", "cross"]],
  low: [["step_live", "check"], ["step_mask_out", "people"], ["step_watch_low", "cross"]],
  over: [["step_over", "check"], ["step_watch_low", "cross"]],
  positive: [["step_officer", "phone"], ["step_stay", "home"], ["step_tell", "people"]],
};

/** When, how long, how near, where. @param {{app: App, exposure: Exposure}} props */
export function What({ app, exposure }) {
  return html`<${Facts} facts=${[
    [app.t("warnings.when"), when(app, exposure)],
    ...(exposure.kind === "place" ? [[app.t("warnings.where"), exposure.place ?? app.t("warnings.where_unknown")]] : []),
    [app.t("warnings.long"), exposure.minutes === null ? app.t("warnings.long_unknown") : app.t("warnings.about", { time: duration(app, exposure.minutes) })],
    ...(exposure.kind === "person" ? [[app.t("warnings.near"), html`<${BandWords} app=${app} band=${exposure.band} long=${true} />`]] : []),
  ]} />`;
}

/** @param {App} app @param {Exposure} exposure */
function when(app, exposure) {
  const { start, end } = exposure;
  const name = dayNames(exposure.day, app.language).whole;
  if (start && end) return html`${name}<br /><span class="quiet">${app.t("contacts.between", { from: clockTime(new Date(start)), to: clockTime(new Date(end)) })}</span>`;
  return html`${name}<br /><span class="quiet">${app.t("contacts.seven")}</span>`;
}

/** Symptoms to watch for, in the authority's words where its bulletin has them. @param {{app: App, news: any}} props */
function Symptoms({ app, news }) {
  const advice = adviceFor(news, "symptoms", app.language);
  return html`<${Card} title=${app.t("warnings.symptoms")} icon="cross">
    ${advice && advice.steps.length > 0 ? html`<ul>${advice.steps.map((each) => html`<li key=${each}>${each}</li>`)}</ul>` : html`<${Text} text=${app.t("warnings.symptoms_text")} />`}
    <p><b>${app.t("warnings.symptoms_call")}</b></p>
    <${Bulletin} app=${app} advice=${advice && { ...advice, title: app.t("warnings.symptoms_more") }} />
  <//>`;
}

/** The way to a report, or that it was sent. @param {{app: App, exposures: Exposure[]}} props */
function Report({ app, exposures }) {
  const told = exposures.some((each) => each.level === "high") && exposures.filter((each) => each.level === "high").every((each) => each.reported);
  return html`<${Card} title=${app.t("letter.title")} icon="mail">
    ${told
      ? html`<p><${Tag} tone="good" icon="check">${app.t("letter.told")}<//></p><p>${app.t("letter.told_text")}</p>`
      : html`<p>${app.t("letter.why")}</p><${Actions}><${LinkButton} href="#/warnings/letter" icon="edit">${app.t("letter.begin")}<//><//>`}
  <//>`;
}

/** The other meetings: facts only, for there is one advice. @param {{app: App, said: Verdict}} props */
const Others = ({ app, said }) =>
  html`<section class="others stack" aria-label=${app.t("warnings.others")}>
    <h2>${app.t("warnings.others")}</h2>
    <p class="quiet">${app.t("warnings.others_text")}</p>
    <div>${said.others.map((each) => html`<${More} key=${each.id} title=${html`<span>${dayNames(each.day, app.language).whole} · ${app.t(`warnings.kind_${each.kind}`)} <${Tag} tone=${each.level === "high" ? "bad" : "plain"}>${app.t(`warnings.level_${each.level}`)}<//></span>`}>
      <${What} app=${app} exposure=${each} />
      <p>${app.t(`warnings.level_${each.level}_text`)}</p>
    <//>`)}</div>
  </section>`;

/** When the phone last looked, in words. @param {App} app @param {any} status */
function checkedWords(app, status) {
  return status.checked ? app.t("warnings.checked", { moment: dateAndTime(new Date(status.checked)) }) : app.t("warnings.never");
}

/** No warning: what that means, and what it does not. @param {{app: App, loaded: Loaded, again: () => void}} props */
function None({ app, loaded, again }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const { status, now } = loaded;
  const stale = !status.checked || now.getTime() - new Date(status.checked).getTime() > STALE_HOURS * HOUR;
  const check = async () => {
    setBusy(true);
    setError(null);
    try {
      await app.device.check();
      again();
    } catch (problem) {
      setError(problem);
    }
    setBusy(false);
  };
  return html`
    <${Withdrawn} app=${app} withdrawn=${status.withdrawn} />
    <${Card} class="none">
      <${Empty} icon=${stale ? "clock" : "bell"} title=${app.t(stale ? "warnings.none_stale" : "warnings.none")}>
        <p>${checkedWords(app, status)}</p>
        <${Actions}><${Button} icon="refresh" busy=${busy} onClick=${check}>${app.t("warnings.check")}<//><//>
      <//>
    <//>
    ${error && (codeOf(error) === "erased" || codeOf(error) === "device_garbled" ? html`<${Trouble} app=${app} error=${error} />` : html`<${Notice} tone="warn" live=${true}><p>${app.t("warnings.check_failed")}</p><//>`)}
    ${!error && status.check_error && html`<${Notice} tone="warn"><p>${isNotLogged(status.check_error) ? troubleWords(app, { code: status.check_error }) : app.t("warnings.check_failed")}</p><//>`}
    ${status.radio === "none" && html`<${Notice} title=${app.t("warnings.browser")}><p>${app.t("warnings.browser_text")}</p><//>`}
    ${(status.radio === "off" || status.radio === "paused") && html`<${Notice} tone="warn"><p>${app.t(`warnings.radio_${status.radio}`)}</p><//>`}
    <${Card} title=${app.t("warnings.none_means")} icon="info"><${Text} text=${app.t("warnings.none_means_text")} /><//>
    <${Symptoms} app=${app} news=${loaded.news} />
    <${TelephoneList} app=${app} numbers=${loaded.news.telephones} />
  `;
}
