/** A page that could not be opened: what happened, what to do meanwhile, and one button. */

import { Button, Icon, html } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { speech } from "#app/parts/words.js";

/** @param {{app?: import("./app.js").App, config?: import("./app.js").Config|null, code: string, again: () => void}} props */
export function TroublePage({ app, config = app?.config, code, again }) {
  const say = app?.say ?? speech("vi");
  const inside = html`<div class="trouble stack">
    <${Icon} name="leaf" size="huge" />
    <h1 tabindex="-1">${say.t("trouble.title")}</h1>
    <p>${troubleWords({ t: say.t, say }, { code })}</p>
    <p>${say.t("trouble.paper")}</p>
    <${Button} kind="primary" icon="refresh" wide onClick=${again}>${say.t("trouble.again")}<//>
    ${config?.hotline && html`<p>${say.t("trouble.call")} <a class="telephone" href=${`tel:${config.hotline.replace(/[^+\d]/g, "")}`}>${config.hotline}</a></p>`}
  </div>`;
  return app ? inside : html`<main>${inside}</main>`;
}
