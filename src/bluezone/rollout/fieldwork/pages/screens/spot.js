/** A spot-check: households that another team visits again, without what the first team said of them. */

import { Empty, Icon, Page, html, useLoaded } from "#app/parts/ui.js";
import { visitsOf } from "../core/walk.js";
import { signOf } from "../parts/pieces.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */

export const screen = { title: "spot.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const { value: mine } = useLoaded(() => app.vault.mine(), [app.turn]);
  const rounds = app.work?.rounds ?? [];
  const back = { href: address("doors"), label: app.t("spot.back") };
  if (!mine) return html`<p class="loading" role="status">${app.t("shell.loading")}</p>`;
  return html`<${Page} title=${app.t("spot.title")} lead=${app.t("spot.lead")} back=${back}>
    ${!rounds.length && html`<${Empty} icon="eye" title=${app.t("spot.none")} />`}
    ${rounds.map((round) => html`<${Round} key=${round.id + round.list} app=${app} round=${round} mine=${mine} />`)}
  <//>`;
}

/** @param {{app: App, round: import("../device/port.js").SpotRound, mine: import("../device/port.js").FieldEvent[]}} props */
function Round({ app, round, mine }) {
  const said = new Map(visitsOf(mine, round.list, round.id).map((each) => [each.household, each.outcome]));
  const done = round.households.filter((number) => said.has(number)).length;
  const query = new URLSearchParams({ list: round.list, round: round.id });
  return html`<section class="stack">
    <h2>${round.village}: ${app.t("spot.done", { done, count: round.households.length })}</h2>
    <ul class="rows doors" role="list">${round.households.map(
      (number) => html`<li key=${number}><a class="row door-row" href=${`${address(`door/${encodeURIComponent(number)}`)}?${query}`}>
        <b class="door-number"><span class="unseen">${app.t("spot.household")} </span>${number}</b><${Icon} name=${signOf(said.get(number) ?? null)} />
        <span class="row-words"><span class="row-title">${said.has(number) ? app.t(`door.spot.${said.get(number)}`) : app.t("spot.left")}</span></span>
        <${Icon} name="next" class="row-next" /></a></li>`,
    )}</ul>
  </section>`;
}
