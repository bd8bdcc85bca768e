/** Inviting someone: a code to show, a link to send, a sheet to print, and what helps people who have no smartphone. */

import { Actions, Button, Card, Icon, More, Notice, Page, html, useState } from "../parts/ui.js";
import { QrCode } from "../parts/qr_show.js";
import { inviteLink, onlyHere, spoken } from "../core/poster.js";

/** @typedef {import("../parts/app.js").App} App */

export const screen = { path: "invite", title: "invite.title", icon: "people", nav: true, View };

/** @param {{app: App}} props */
function View({ app }) {
  const link = inviteLink(app.config);
  return html`<${Page} class="invite" title=${app.t("invite.title")} lead=${app.t("invite.lead")}>
    ${onlyHere(link) && html`<${Notice} tone="warn" title=${app.t("invite.here")}><p>${app.t("invite.here.text")}</p><//>`}
    <section class="invite-sheet" aria-labelledby="invite-sheet">
      <h2 id="invite-sheet">${app.t("invite.sheet")}</h2>
      <${QrCode} text=${link} label=${app.t("invite.code")} />
      <ol class="how">${[1, 2, 3].map((step) => html`<li>${app.t(`invite.step.${step}`)}</li>`)}</ol>
      <p class="address">${link.split("#")[0].replace(/^https?:\/\//, "")}</p>
      ${app.config.root_fingerprint && html`<p class="quiet">${app.t("invite.print.check")} <code>${spoken(app.config.root_fingerprint)}</code></p>`}
      <p class="only-print">${app.t("invite.promise")}</p>
      ${app.config.hotline && html`<p class="only-print">${app.t("invite.hotline")} <b>${app.config.hotline}</b></p>`}
    </section>
    <${Share} app=${app} link=${link} />
    <${Without} app=${app} />
  <//>`;
}

/** @param {{app: App, link: string}} props */
function Share({ app, link }) {
  const [said, setSaid] = useState("");
  const tell = (/** @type {string} */ key) => {
    setSaid(app.t(key));
    app.announce(app.t(key));
  };
  const share = () => navigator.share({ title: "Bluezone", text: app.t("invite.message"), url: link }).catch(() => undefined);
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => tell("invite.copied"),
      () => tell("invite.copy.failed"),
    );
  return html`<div class="stack">
    <${Actions} class="actions-even">
      ${"share" in navigator && html`<${Button} kind="primary" icon="share" onClick=${share}>${app.t("invite.share")}<//>`}
      <${Button} kind=${"share" in navigator ? "plain" : "primary"} icon="copy" onClick=${copy}>${app.t("invite.copy")}<//>
      <${Button} icon="print" onClick=${() => print()}>${app.t("invite.print")}<//>
    <//>
    ${said && html`<p class="said"><${Icon} name="check" /><span>${said}</span></p>`}
    <p class="quiet">${app.t("invite.nothing")}</p>
  </div>`;
}

/** @param {{app: App}} props */
const Without = ({ app }) => html`<${Card} icon="people" title=${app.t("invite.without")} class="no-print">
  <p>${app.t("invite.without.text")}</p>
  ${["paper", "family", "call", "token"].map(
    (each) => html`<${More} key=${each} title=${app.t(`invite.without.${each}`)}><p>${app.t(`invite.without.${each}.text`)}</p><//>`,
  )}
  ${app.config.hotline && html`<p>${app.t("invite.hotline")} <a class="telephone" href=${`tel:${app.config.hotline.replace(/[^+\d]/g, "")}`}>${app.config.hotline}</a></p>`}
<//>`;
