/** What was done on this telephone, day by day, with a way to take each record back. */

import { Button, Card, Empty, Icon, Page, Sheet, html, useLoaded, useState } from "#app/parts/ui.js";
import { byDay, localDay, sums } from "../core/walk.js";
import { signOf } from "../parts/pieces.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../device/port.js").FieldEvent} FieldEvent */

export const screen = { title: "day.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const { value } = useLoaded(async () => ({ mine: await app.vault.mine(), standing: await app.vault.standing() }), [app.turn]);
  const [undone, setUndone] = useState(/** @type {FieldEvent|null} */ (null));
  if (!value) return html`<p class="loading" role="status">${app.t("shell.loading")}</p>`;
  const visits = value.mine.filter((each) => each.kind === "visit");
  const today = localDay(app.now());
  const undo = async (/** @type {FieldEvent} */ event) => {
    await app.vault.undo(event.id, event.language ? { list: event.list, no_language: event.language } : undefined);
    app.toast({ text: app.t("day.undone", { number: event.household }) });
    if (event.outcome === "done" && !event.round) setUndone(event);
  };
  return html`<${Page} title=${app.t("day.title")}>
    <${Totals} app=${app} visits=${visits.filter((each) => localDay(each.at) === today)} standing=${value.standing} />
    ${!visits.length && html`<${Empty} icon="calendar" title=${app.t("day.nothing")}><p>${app.t("day.nothing.text")}</p><//>`}
    ${byDay(visits).map(
      ([day, events]) => html`<section key=${day} class="stack" aria-label=${app.say.day(day)}>
        <h2>${day === today ? app.t("day.today") : app.say.day(day)}</h2>
        <ul class="rows" role="list">${events.map((event) => html`<${Done} key=${event.id} app=${app} event=${event} onUndo=${undo} />`)}</ul>
      </section>`,
    )}
    <p class="quiet">${app.t("day.kept")}</p>
    <${Reason} app=${app} event=${undone} onClose=${() => setUndone(null)} />
  <//>`;
}

/** @param {{app: App, visits: FieldEvent[], standing: {unsent: number, oldest: string|null}}} props */
function Totals({ app, visits, standing }) {
  const { doors, with_radio, browser_only } = sums(visits);
  const counts = [[doors, "day.doors"], [with_radio, "day.with_radio"], [browser_only, "day.browser_only"]];
  return html`<${Card} title=${app.t("day.sum")} icon="calendar">
    <ul class="counts" role="list">${counts.map(([count, label]) => html`<li><b>${app.say.number(Number(count))}</b><span>${app.t(String(label))}</span></li>`)}</ul>
    <p class="day-unsent"><${Icon} name=${standing.unsent ? "hourglass" : "check"} />
      <span>${standing.unsent ? app.t("day.unsent", { count: standing.unsent, since: standing.oldest ? app.say.moment(standing.oldest) : "" }) : app.t("day.sent")}</span></p>
  <//>`;
}

/** @param {{app: App, event: FieldEvent, onUndo: (event: FieldEvent) => Promise<void>}} props */
function Done({ app, event, onUndo }) {
  const [busy, setBusy] = useState(false);
  const undo = async () => {
    setBusy(true);
    await onUndo(event).finally(() => setBusy(false));
  };
  const installs = (event.with_radio ?? 0) + (event.browser_only ?? 0);
  const more = [app.say.time(event.at), installs ? app.t("day.installs", { count: installs }) : "", event.round ? app.t("day.round") : ""].filter(Boolean).join(" · ");
  return html`<li><div class="row"><b class="door-number">${event.household}</b><${Icon} name=${signOf(event.outcome)} />
    <span class="row-words"><span class="row-title">${app.t(`outcome.${event.outcome}`)}</span><span class="row-text">${more}</span></span>
    <button type="button" class="row-undo" aria-disabled=${busy ? "true" : undefined} onClick=${() => !busy && undo()} aria-label=${app.t("day.undo.label", { number: event.household })}>${app.t("day.undo")}</button></div></li>`;
}

/** Why a household was closed stands nowhere, so that only the person can say whether the village's tally had one more. @param {{app: App, event: FieldEvent|null, onClose: () => void}} props */
function Reason({ app, event, onClose }) {
  const fewer = async (/** @type {"refused"|"no_smartphone"} */ reason) => {
    onClose();
    if (event) await app.vault.tally(event.list, { [reason]: -1 });
  };
  return html`<${Sheet} title=${app.t("day.reason")} open=${event !== null} onClose=${onClose} closeLabel=${app.t("day.reason.none")}>
    <p>${app.t("day.reason.text")}</p>
    <${Button} wide onClick=${() => fewer("refused")}>${app.t("day.reason.refused")}<//>
    <${Button} wide onClick=${() => fewer("no_smartphone")}>${app.t("day.reason.no_smartphone")}<//>
    <${Button} wide kind="primary" onClick=${onClose}>${app.t("day.reason.none")}<//>
  <//>`;
}
