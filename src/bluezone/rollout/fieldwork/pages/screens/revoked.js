/** What a telephone shows whose part was taken back: nothing is left here, and whom to ask. */

import { Button, Notice, Page, html } from "#app/parts/ui.js";

export const screen = { title: "revoked.title", View };

/** @param {{app: import("../parts/app.js").App}} props */
function View({ app }) {
  const begin = async () => {
    await app.vault.erase();
    location.reload();
  };
  return html`<${Page} icon="lock" title=${app.t("revoked.title")} lead=${app.t("revoked.lead")}>
    <${Notice}><p>${app.t("revoked.kept")}</p><//>
    <p>${app.t("revoked.ask")}</p>
    <${Button} wide icon="refresh" onClick=${begin}>${app.t("revoked.begin")}<//>
  <//>`;
}
