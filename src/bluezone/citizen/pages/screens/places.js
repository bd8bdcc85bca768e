/**
 * Places: where the person was in the last fourteen days, which stays on this device, and the scanner at the door.
 */

import { Button, Card, Empty, Icon, LinkButton, More, Notice, Page, Sheet, Tag, html, useEffect, useLoaded, useState } from "../parts/ui.js";
import { useChecked } from "../parts/checked.js";
import { PlaceScan } from "../parts/place_scan.js";
import { VisitTimes } from "../parts/visit_times.js";
import { address } from "../parts/router.js";
import { communeWord, localDay, localSpan, venueWord } from "../parts/visit_words.js";
import { byDay, isOpen, isWarned, leavingAt, recent } from "../core/visits.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/visits.js").CheckIn} CheckIn */
/** @typedef {{ kind: string, place: string | null, start: string | null, end: string | null }} Exposure */

/** Milliseconds after which a person who does nothing may have left. */
const GLANCE = 30_000;
/** Whether the camera was asked for by the button of the list; a reload or a link never opens it. */
let scanAsked = false;

/** @param {{ app: App, params: Record<string, string> }} props */
function View({ app, params }) {
  if (params.id === "scan" || params.v) {
    const begin = scanAsked;
    scanAsked = false;
    return html`<${PlaceScan} app=${app} code=${params.v} begin=${begin} />`;
  }
  return html`<${Visits} app=${app} />`;
}

/** @param {{ app: App }} props */
function Visits({ app }) {
  const loaded = useLoaded(() => Promise.all([app.device.checkins(), app.device.exposures()]));
  useChecked(loaded.again);
  const [changed, setChanged] = useState(/** @type {CheckIn[] | null} */ (null));
  const [editing, setEditing] = useState(/** @type {CheckIn | null} */ (null));
  const [removing, setRemoving] = useState(/** @type {CheckIn | null} */ (null));
  const now = useNow(app);
  const [checkins, exposures] = loaded.value ?? [null, []];
  const visits = recent(changed ?? checkins ?? [], now);
  const keep = (/** @type {CheckIn[]} */ after, /** @type {string} */ said) => {
    setChanged(after);
    setEditing(null);
    setRemoving(null);
    app.announce(said);
  };
  const leave = async (/** @type {CheckIn} */ visit) => {
    const end = leavingAt(visit, app.now());
    const after = await app.device.changeCheckIn(visit.id, { end });
    keep(after, app.t("places.left", { name: visit.name, time: app.say.time(end) }));
  };
  const open = visits.filter((visit) => isOpen(visit, now));
  const done = visits.filter((visit) => !isOpen(visit, now));
  const each = { app, exposures, onEdit: setEditing, onRemove: setRemoving };
  return html`<${Page} title=${app.t("places.title")} lead=${app.t("places.lead")}>
    <${LinkButton} href=${address("places/scan")} kind=${open.length ? "plain" : "primary"} icon="scan" wide onClick=${() => (scanAsked = true)}>${app.t("places.scan")}<//>
    ${loaded.error && html`<${Notice} tone="bad" live title=${app.t("places.error.other")}><p>${app.t("places.error.other_text")}</p><//>`}
    ${open.map((visit) => html`<${Here} key=${visit.id} ...${each} visit=${visit} onLeave=${leave} />`)}
    ${checkins && html`<${Past} ...${each} visits=${done} hasOpen=${open.length > 0} />`}
    <${More} title=${app.t("places.why")}><p>${app.t("places.why_text")}</p><p>${app.t("places.why_privacy")}</p><//>
    ${editing && html`<${VisitTimes} app=${app} visit=${editing} onClose=${() => setEditing(null)} onSaved=${(/** @type {CheckIn[]} */ after) => keep(after, app.t("places.saved"))} />`}
    ${removing && html`<${Removal} app=${app} visit=${removing} onClose=${() => setRemoving(null)} onRemoved=${(/** @type {CheckIn[]} */ after) => keep(after, app.t("places.removed", { name: removing.name }))} />`}
  <//>`;
}

/** The present, looked at again from time to time. @param {App} app */
function useNow(app) {
  const [now, setNow] = useState(app.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(app.now()), GLANCE);
    return () => clearInterval(timer);
  }, [app]);
  return now;
}

/** @param {{ app: App, visit: CheckIn, exposures: Exposure[], onEdit: (visit: CheckIn) => void, onRemove: (visit: CheckIn) => void, onLeave: (visit: CheckIn) => Promise<void> }} props */
function Here({ app, visit, exposures, onEdit, onRemove, onLeave }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const press = () => {
    setBusy(true);
    setFailed(false);
    onLeave(visit).catch(() => setFailed(true)).then(() => setBusy(false));
  };
  return html`<${Card} tone="primary" class="visit-here">
    <p class="visit-now"><${Icon} name="place" />${app.t("places.here")}</p>
    <h2>${visit.name}</h2>
    <p class="quiet">${venueWord(app, visit.type)} · ${communeWord(app, visit.commune)} · ${localSpan(app, visit)}</p>
    <p><${Icon} name="clock" class="in-words" />${app.t("places.until_automatic", { time: app.say.time(visit.end) })}</p>
    ${exposures.some((each) => isWarned(visit, each)) && html`<${Warned} app=${app} />`}
    ${failed && html`<${Notice} tone="bad" live title=${app.t("places.error.other")}><p>${app.t("places.error.other_text")}</p><//>`}
    <${Button} kind="primary" wide busy=${busy} onClick=${press}>${app.t("places.leave")}<//>
    <${Ways} app=${app} visit=${visit} onEdit=${onEdit} onRemove=${onRemove} />
  <//>`;
}

/** @param {{ app: App, visits: CheckIn[], hasOpen: boolean, exposures: Exposure[], onEdit: (visit: CheckIn) => void, onRemove: (visit: CheckIn) => void }} props */
function Past({ app, visits, hasOpen, ...each }) {
  if (!visits.length) {
    return hasOpen ? null : html`<${Card}><${Empty} icon="place" title=${app.t("places.empty")}><p>${app.t("places.empty_text")}</p><//><//>`;
  }
  return html`<section class="stack" aria-labelledby="visits-list">
    <h2 id="visits-list">${app.t("places.list")}</h2>
    ${byDay(visits, localDay).map((found) => html`<section key=${found.day} class="visit-day">
      <h3>${app.say.day(found.day)}</h3>
      <ul class="rows" role="list">${found.visits.map((visit) => html`<${Visit} key=${visit.id} app=${app} visit=${visit} ...${each} />`)}</ul>
    </section>`)}
  </section>`;
}

/** @param {{ app: App, visit: CheckIn, exposures: Exposure[], onEdit: (visit: CheckIn) => void, onRemove: (visit: CheckIn) => void }} props */
function Visit({ app, visit, exposures, onEdit, onRemove }) {
  return html`<li class="visit">
    <p class="row-title">${visit.name}</p>
    <p class="row-text">${venueWord(app, visit.type)} · ${localSpan(app, visit)}${visit.automatic && ` (${app.t("places.automatic")})`}</p>
    ${exposures.some((each) => isWarned(visit, each)) && html`<${Warned} app=${app} />`}
    <${Ways} app=${app} visit=${visit} onEdit=${onEdit} onRemove=${onRemove} />
  </li>`;
}

/** @param {{ app: App }} props */
const Warned = ({ app }) =>
  html`<p class="visit-warned"><${Tag} tone="bad" icon="warning">${app.t("places.warned")}<//> <a href=${address("warnings")}>${app.t("places.see_warning")}</a></p>`;

/** @param {{ app: App, visit: CheckIn, onEdit: (visit: CheckIn) => void, onRemove: (visit: CheckIn) => void }} props */
function Ways({ app, visit, onEdit, onRemove }) {
  const edit = app.t("places.edit_of", { name: visit.name });
  const remove = app.t("places.remove_of", { name: visit.name });
  return html`<div class="visit-ways">
    <${Button} kind="quiet" icon="edit" aria-label=${edit} onClick=${() => onEdit(visit)}>${app.t("places.edit")}<//>
    <${Button} kind="quiet" icon="trash" aria-label=${remove} onClick=${() => onRemove(visit)}>${app.t("places.remove")}<//>
  </div>`;
}

/** @param {{ app: App, visit: CheckIn, onClose: () => void, onRemoved: (after: CheckIn[]) => void }} props */
function Removal({ app, visit, onClose, onRemoved }) {
  const [failed, setFailed] = useState(false);
  const remove = () => app.device.removeCheckIn(visit.id).then(onRemoved, () => setFailed(true));
  return html`<${Sheet} open title=${app.t("places.remove_sure")} closeLabel=${app.t("places.keep")} onClose=${onClose}>
    <p>${app.t("places.remove_text", { name: visit.name })}</p>
    ${failed && html`<${Notice} tone="bad" live title=${app.t("places.error.other")}><p>${app.t("places.error.other_text")}</p><//>`}
    <div class="actions">
      <${Button} kind="danger" icon="trash" onClick=${remove}>${app.t("places.remove_yes")}<//>
      <${Button} onClick=${onClose}>${app.t("places.keep")}<//>
    </div>
  <//>`;
}

export const screen = { path: "places", title: "places.title", icon: "scan", nav: true, View };
