/** The walk: which door is next, what is left, how far the day got, and every household by its number. */

import { Empty, Icon, Page, classes, html, useLoaded, useState } from "#app/parts/ui.js";
import { found, isDue, isLeft, localDay, nextDoor, seenOn, sums, visitsOf } from "../core/walk.js";
import { Chips, chosenList, signOf } from "../parts/pieces.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../device/port.js").HouseholdRow} HouseholdRow */

export const screen = { title: "doors.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const list = chosenList(app);
  const { value } = useLoaded(() => looked(app, list?.id), [app.turn, list?.id]);
  if (!list) return html`<${Page} title=${app.t("doors.title")}><${Empty} icon="book" title=${app.t("doors.none")}><p>${app.t("doors.none.text")}</p><//><//>`;
  if (!value) return html`<p class="loading" role="status">${app.t("shell.loading")}</p>`;
  return html`<${Page} title=${list.village} class="walk">
    <${Lists} app=${app} chosen=${list.id} />
    <${Rounds} app=${app} />
    <${NextDoor} app=${app} row=${value.next} rows=${value.rows} />
    <${Progress} app=${app} value=${value} />
    <${Rows} app=${app} rows=${value.rows} day=${value.day} seen=${value.seen} />
  <//>`;
}

/** The list as it stands now. @param {App} app @param {string|undefined} id */
async function looked(app, id) {
  if (!id) return null;
  const [rows, mine] = await Promise.all([app.vault.households(id), app.vault.mine()]);
  const visits = visitsOf(mine, id);
  const day = localDay(app.now());
  const seen = seenOn(visits, day);
  const last = visits.length ? visits[visits.length - 1].household : null;
  const today = sums(visits.filter((each) => localDay(each.at) === day));
  return { rows, day, seen, today, next: nextDoor(rows, day, seen, last) };
}

/** @param {{app: App, chosen: string}} props */
function Lists({ app, chosen }) {
  const lists = app.work?.lists ?? [];
  if (lists.length < 2) return null;
  const options = lists.map((each) => ({ value: each.id, label: each.village }));
  return html`<${Chips} legend=${app.t("doors.lists")} value=${chosen} options=${options} onChoose=${(/** @type {string} */ list) => app.setChoices({ list })} />`;
}

/** @param {{app: App}} props */
function Rounds({ app }) {
  const rounds = app.work?.rounds ?? [];
  if (!rounds.length) return null;
  const count = rounds.reduce((sum, each) => sum + each.households.length, 0);
  return html`<a class="next-door next-spot" href=${address("spot")}><${Icon} name="eye" size="large" />
    <span><b>${app.t("doors.spot")}</b><small>${app.t("doors.spot.count", { count })}</small></span><${Icon} name="next" /></a>`;
}

/** @param {{app: App, row: HouseholdRow|null, rows: HouseholdRow[]}} props */
function NextDoor({ app, row, rows }) {
  if (!row) return html`<div class="next-door next-none"><${Icon} name="check" size="large" /><span><b>${app.t(rows.length ? "doors.all_done" : "doors.empty")}</b></span></div>`;
  return html`<a class="next-door" href=${address(`door/${encodeURIComponent(row.n)}`)}><${Icon} name=${signOf(row.s)} size="large" />
    <span><small>${app.t("doors.next")}</small><b>${app.t("doors.number", { number: row.n })}</b>${row.s && html`<small>${stateWords(app, row)}</small>`}</span>
    <${Icon} name="next" /></a>`;
}

/** @param {{app: App, value: any}} props */
function Progress({ app, value }) {
  const visited = value.rows.filter((/** @type {HouseholdRow} */ row) => row.s !== null).length;
  const share = value.rows.length ? Math.round((20 * visited) / value.rows.length) : 0;
  return html`<div class="progress">
    <p class="progress-bar" role="img" aria-label=${app.t("doors.progress", { visited, listed: value.rows.length })}>
      ${Array.from({ length: 20 }, (_, at) => html`<span class=${classes(at < share && "full")}></span>`)}
    </p>
    <ul class="counts" role="list">
      <li><b>${app.say.number(visited)} / ${app.say.number(value.rows.length)}</b><span>${app.t("doors.visited")}</span></li>
      <li><b>${app.say.number(value.today.doors)}</b><span>${app.t("doors.today")}</span></li>
      <li><b>${app.say.number(value.today.installs)}</b><span>${app.t("doors.installs")}</span></li>
    </ul>
  </div>`;
}

/** @param {{app: App, rows: HouseholdRow[], day: string, seen: Set<string>}} props */
function Rows({ app, rows, day, seen }) {
  const [filter, setFilter] = useState("left");
  const [typed, setTyped] = useState("");
  /** @type {Record<string, HouseholdRow[]>} */
  const parts = { left: rows.filter((row) => isLeft(row, day, seen)), due: rows.filter((row) => isDue(row, day, seen)), all: rows };
  const shown = typed ? found(rows, typed) : parts[filter];
  const options = ["left", "due", "all"].map((value) => ({ value, label: html`${app.t(`doors.filter.${value}`)} <b>${app.say.number(parts[value].length)}</b>` }));
  return html`<section class="stack" aria-label=${app.t("doors.households")}>
    <${Chips} quiet legend=${app.t("doors.filter")} value=${typed ? null : filter} options=${options}
      onChoose=${(/** @type {string} */ value) => { setTyped(""); setFilter(value); }} />
    <label class="search"><${Icon} name="home" /><span class="unseen">${app.t("doors.search")}</span>
      <input type="search" inputmode="numeric" autocomplete="off" placeholder=${app.t("doors.search")} value=${typed}
        onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} /></label>
    ${shown.length
      ? html`<ul class="rows doors" role="list">${shown.map((row) => html`<${DoorRow} key=${row.n} app=${app} row=${row} />`)}</ul>`
      : html`<${Empty} icon=${typed ? "info" : "check"} title=${app.t(typed ? "doors.not_found" : "doors.nothing")} />`}
  </section>`;
}

/** @param {{app: App, row: HouseholdRow}} props */
const DoorRow = ({ app, row }) => html`<li><a class="row door-row" href=${address(`door/${encodeURIComponent(row.n)}`)}>
  <b class="door-number"><span class="unseen">${app.t("doors.household")} </span>${row.n}</b><${Icon} name=${signOf(row.s)} />
  <span class="row-words"><span class="row-title">${row.s ? app.t(`outcome.${row.s}`) : app.t("doors.untouched")}</span>
    ${(row.on || row.l || row.others) && html`<span class="row-text">${[row.on && app.say.shortDay(row.on), row.l && app.t(`language.${row.l}`), row.others && app.t("doors.others")].filter(Boolean).join(" · ")}</span>`}</span>
  <${Icon} name="next" class="row-next" /></a></li>`;

/** @param {App} app @param {HouseholdRow} row */
const stateWords = (app, row) => [app.t(`outcome.${row.s}`), row.on && app.say.shortDay(row.on), row.l && app.t(`language.${row.l}`)].filter(Boolean).join(" · ");
