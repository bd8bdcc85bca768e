/**
 * What a scanned code is, said in words, where the screen that scanned it cannot use it. No link in it can be pressed.
 */

import { LinkButton, Notice, html } from "./ui.js";
import { livedDay } from "../core/calendar_days.js";
import { address } from "./router.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/scanned.js").Scanned} Scanned */

/** @param {{ app: App, scanned: Scanned }} props */
export function ScannedNotice({ app, scanned }) {
  if (scanned.kind === "foreign") return html`<${Foreign} app=${app} scanned=${scanned} />`;
  if (scanned.kind === "declaration") return html`<${Declared} app=${app} declaration=${scanned.declaration} />`;
  const way = { venue: "places", install: "invite", verification: `positive` }[scanned.kind];
  const label = { venue: "nav.places", install: "nav.invite", verification: "scan.is_verification_go" }[scanned.kind];
  const path = scanned.kind === "verification" ? `${way}?code=${scanned.code}` : way;
  return html`<${Notice} live title=${app.t(`scan.is_${scanned.kind}`)}>
    <p>${app.t(`scan.is_${scanned.kind}_text`)}</p>
    <div class="actions"><${LinkButton} href=${address(path)}>${app.t(label)}<//></div>
  <//>`;
}

/** @param {{ app: App, scanned: Extract<Scanned, { kind: "foreign" }> }} props */
function Foreign({ app, scanned }) {
  return html`<${Notice} tone="warn" live title=${app.t("scan.foreign.title")}>
    <p>${app.t(`scan.foreign.${scanned.reason}`)}</p>
    ${scanned.shown && html`<p>${app.t("scan.foreign.content")}</p><p class="foreign-text" dir="auto"><bdi>${scanned.shown}</bdi></p>`}
  <//>`;
}

/** @param {{ app: App, declaration: import("../core/declaration.js").PublicDeclaration }} props */
function Declared({ app, declaration }) {
  const isOver = declaration.day < livedDay(app.now());
  const state = !declaration.complete ? "incomplete" : isOver ? "over" : "complete";
  return html`<${Notice} live title=${app.t("scan.is_declaration")}>
    <p>${app.t(`scan.is_declaration_${state}`, { day: app.say.day(declaration.day) })}</p>
  <//>`;
}
