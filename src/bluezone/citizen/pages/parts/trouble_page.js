/** A page that could not be opened: what happened, what still works, and one button. */

import { Button, Icon, html } from "./ui.js";
import { troubleWords } from "./troubles.js";
import { firstLanguage, speech } from "./words.js";

/**
 * @param {{app?: import("./app.js").App, config?: import("./app.js").Config|null, code: string, again: () => void}} props
 */
export function TroublePage({ app, config = app?.config, code, again }) {
  const say = app?.say ?? speech(firstLanguage(null, navigator.languages));
  const t = say.t;
  const inside = html`<div class="trouble stack">
    <${Icon} name="leaf" size="huge" />
    <h1 tabindex="-1">${t("trouble.title")}</h1>
    <p>${troubleWords({ t, say }, { code })}</p>
    <${Button} kind="primary" icon="refresh" onClick=${again}>${t("trouble.again")}<//>
    <h2>${t("trouble.works")}</h2>
    <ul>
      ${config?.site && html`<li>${t("trouble.works.site")} <a class="address" href=${config.site}>${config.site.replace(/^https?:\/\//, "")}</a></li>`}
      ${config?.hotline && html`<li>${t("trouble.works.call")} <a class="telephone" href=${`tel:${config.hotline.replace(/[^+\d]/g, "")}`}>${config.hotline}</a></li>`}
      <li>${t("trouble.works.care")}</li>
    </ul>
  </div>`;
  return app ? inside : html`<main>${inside}</main>`;
}
