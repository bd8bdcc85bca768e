/** Whom to call: numbers as large buttons, nearest first, and a clear word where there is none. */

import { html, Card, LinkButton, List, More, Row } from "./ui.js";
import { telephones } from "../core/telephones.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/telephones.js").Telephone} Telephone */

/** How many numbers of other places are listed before the rest is left to the help screen. */
const MOST_OTHERS = 40;

/** @param {{app: App, numbers: readonly Telephone[]|undefined, tone?: "plain"|"primary"}} props */
export function TelephoneList({ app, numbers, tone = "plain" }) {
  const found = telephones(numbers, app.choices.counted?.unit ?? "", app.language, app.config.hotline, app.t("warnings.hotline"));
  const first = found.own.length > 0 ? found.own : found.others.filter((each) => each.wide);
  const others = found.others.filter((each) => !first.includes(each));
  return html`<${Card} title=${app.t("warnings.call")} icon="phone" tone=${tone}>
    ${first.map(
      (each, index) => html`<${LinkButton} key=${each.link} href=${each.link} icon="phone" class=${`button ${index === 0 ? "button-primary" : "button-plain"} wide call`}>
        <span class="call-name">${each.name}</span> <b class="call-number">${each.number}</b>
      <//>`,
    )}
    ${first.length === 0 && html`<p>${app.t(others.length > 0 ? "warnings.call_choose" : "warnings.call_none")}</p>`}
    ${others.length > 0 && html`<${More} title=${app.t("warnings.call_others", { count: others.length })}>
      <${List}>${others.slice(0, MOST_OTHERS).map((each) => html`<${Row} key=${each.link + each.name} icon="phone" title=${each.name} text=${each.number} href=${each.link} />`)}<//>
      ${others.length > MOST_OTHERS && html`<p class="quiet">${app.t("warnings.call_rest")} <a href="#/help">${app.t("warnings.call_rest_link")}</a></p>`}
    <//>`}
    <p>${app.t("warnings.emergency")} <a href="tel:115">115</a></p>
  <//>`;
}
