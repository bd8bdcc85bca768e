/** The first screen: one honest state, the last check, the encounters of today, and what to do next. */

import { Actions, Button, Card, Icon, LinkButton, List, Notice, Row, html, useEffect, useLoaded, useState } from "../parts/ui.js";
import { StandingPicture } from "../parts/pictures.js";
import { isNotLogged, troubleWords } from "../parts/troubles.js";
import { Withdrawn } from "../parts/withdrawn.js";
import { standing, startOfDay, today } from "../core/standing.js";

/** @typedef {import("../parts/app.js").App} App */

/** How often a phone with a radio is asked again while this screen is looked at. */
const REFRESH = 15_000;
/** What a person may want to do next, in the order in which it helps, by state. @type {Record<string, string[]>} */
const NEXT = {
  listening: ["places", "invite", "help", "positive"],
  stale: ["places", "help", "positive"],
  paused: ["settings", "places", "positive"],
  off: ["help", "places", "positive"],
  none: ["places", "declaration", "news", "invite"],
};
/** @type {Record<string, string>} */
const NEXT_ICONS = { places: "scan", invite: "people", help: "phone", settings: "settings", declaration: "form", news: "news", positive: "test" };

export const screen = { path: "home", title: "home.title", icon: "home", nav: true, View };

/** @param {{app: App, params: Record<string, string>}} props */
function View({ app }) {
  const status = useLoaded(() => app.device.status());
  const days = useLoaded(() => app.device.days());
  const exposures = useLoaded(() => app.device.exposures());
  const again = () => [status, days, exposures].forEach((each) => each.again());
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), REFRESH);
    addEventListener("bluezone-checked", again);
    return () => {
      clearInterval(timer);
      removeEventListener("bluezone-checked", again);
    };
  }, []);
  const trouble = status.error ?? days.error ?? exposures.error;
  if (!status.value) return trouble ? html`<${Notice} tone="bad" title=${app.t("home.unreachable")}><p>${troubleWords(app, trouble)}</p><//>` : null;
  const stands = standing(status.value, app.now());
  return html`<article class="page home">
    ${trouble && html`<${Notice} tone="bad" title=${app.t("home.unreachable")} live><p>${troubleWords(app, trouble)}</p><//>`}
    ${isNotLogged(status.value.check_error ?? "") && html`<${Notice} tone="bad"><p>${troubleWords(app, { code: status.value.check_error })}</p><//>`}
    <${Warned} app=${app} exposures=${exposures.value ?? []} />
    <${Withdrawn} app=${app} withdrawn=${status.value.withdrawn} />
    <${State} app=${app} status=${status.value} stands=${stands} plain=${(exposures.value ?? []).some((each) => each.level === "high")} again=${again} />
    ${stands.kind !== "none" && html`<${Today} app=${app} days=${days.value} />`}
    <${Next} app=${app} kind=${stands.kind} />
  </article>`;
}

/** The warning, when there is one, stands above everything else. @param {{app: App, exposures: any[]}} props */
function Warned({ app, exposures }) {
  const high = exposures.filter((each) => each.level === "high");
  if (high.length > 0)
    return html`<${Card} tone="bad" icon="warning" title=${app.t("home.warned", { count: high.length })}>
      <p>${app.t("home.warned.text", { day: app.say.day(high[0].day) })}</p>
      <${LinkButton} kind="primary" wide href="#/warnings">${app.t("home.warned.open")}<//>
    <//>`;
  if (exposures.length === 0) return null;
  return html`<${List}><${Row} icon="info" href="#/warnings" title=${app.t("home.low")} text=${app.t("home.low.text")} /><//>`;
}

/** The state; beside a warning it goes without its picture, so that one voice speaks. @param {{app: App, status: any, stands: import("../core/standing.js").Standing, plain: boolean, again: () => void}} props */
function State({ app, status, stands, plain, again }) {
  const kind = stands.kind === "stale" && stands.hours === null ? "unchecked" : stands.kind;
  const values = { hours: stands.hours ?? 0, until: status.paused_until ? app.say.moment(status.paused_until) : "" };
  return html`<section class=${`standing standing-${stands.kind}`} aria-labelledby="standing">
    ${!plain && html`<${StandingPicture} kind=${stands.kind} />`}
    <div class="standing-words stack">
      <h1 id="standing" tabindex="-1">${app.t(`home.${kind}`, values)}</h1>
      <p>${app.t(`home.${kind}.text`, values)}</p>
      ${kind === "paused" && html`<${Resume} app=${app} again=${again} />`}
      <${Check} app=${app} status=${status} stale=${stands.kind === "stale"} again=${again} />
    </div>
  </section>`;
}

/** @param {{app: App, again: () => void}} props */
function Resume({ app, again }) {
  const [busy, setBusy] = useState(false);
  const resume = async () => {
    setBusy(true);
    await app.device.pause(null).catch(() => null);
    setBusy(false);
    again();
  };
  return html`<${Button} kind="primary" icon="play" wide busy=${busy} onClick=${resume}>${app.t("home.resume")}<//>`;
}

/** The last check, and the button that checks now and says how it went. @param {{app: App, status: any, stale: boolean, again: () => void}} props */
function Check({ app, status, stale, again }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState("");
  const check = async () => {
    setBusy(true);
    setFailed("");
    try {
      const after = await app.device.check();
      if (after.check_error) setFailed(troubleWords(app, { code: after.check_error }));
      else app.announce(app.t("home.check.done"));
    } catch (error) {
      setFailed(troubleWords(app, error));
    }
    setBusy(false);
    again();
  };
  return html`<div class="check stack">
    <p class="check-last"><${Icon} name="clock" /><span>${lastCheck(app, status)}</span></p>
    <${Button} kind=${stale ? "primary" : "plain"} icon="refresh" wide busy=${busy} onClick=${check}>${app.t(busy ? "home.checking" : "home.check")}<//>
    ${failed && html`<${Notice} tone="warn" live title=${app.t("home.check.failed")}><p>${failed}</p><//>`}
  </div>`;
}

/** @param {App} app @param {any} status */
function lastCheck(app, status) {
  if (!status.checked) return app.t("home.check.never");
  const sameDay = new Date(status.checked).toDateString() === app.now().toDateString();
  return app.t("home.check.last", { when: sameDay ? app.say.time(status.checked) : app.say.moment(status.checked) });
}

/** @param {{app: App, days: any[]|undefined}} props */
function Today({ app, days }) {
  const found = days && today(days, app.now());
  if (!found) return null;
  const since = startOfDay(app.now());
  const yesterday = since.toDateString() !== app.now().toDateString();
  return html`<${Card} icon="people" title=${app.t("home.today")}>
    <p class="today-figure"><b>${app.say.number(found.encounters)}</b> <span>${app.t("home.encounters", { count: found.encounters })}</span></p>
    <p class="quiet">${app.t(yesterday ? "home.since.yesterday" : "home.since", { time: app.say.time(since) })}</p>
    <${Actions}><${LinkButton} href="#/days" icon="calendar">${app.t("home.days")}<//><//>
  <//>`;
}

/** @param {{app: App, kind: string}} props */
function Next({ app, kind }) {
  return html`<section class="stack" aria-labelledby="next">
    <h2 id="next">${app.t("home.next")}</h2>
    <${List}>
      ${NEXT[kind].map(
        (path) => html`<${Row} key=${path} icon=${NEXT_ICONS[path]} href=${`#/${path}`} title=${app.t(`home.next.${path}`)}
          text=${app.t(`home.next.${path}.text`)} />`,
      )}
    <//>
  </section>`;
}
