/**
 * What stands around every screen: the mark, who publishes, the menu, the banners of trial and demonstration.
 */

import { html, Icon, Notice, classes } from "./ui.js";
import { Mark } from "./pictures.js";
import { DOORS, address } from "./router.js";

/** @typedef {import("./app.js").App} App */

/** @param {{app: App, path: string, status: import("../device/port.js").Status, bare?: boolean, children?: any}} props */
export function Layout({ app, path, status, bare, children }) {
  const trouble = status.store_trouble;
  return html`<div class=${classes("frame", bare && "frame-bare")}>
    <a class="skip" href="#content" onClick=${toContent}>${app.t("shell.skip")}</a>
    <${Banners} app=${app} demo=${status.demo} />
    <${Head} app=${app} />
    ${!bare && html`<${Menu} app=${app} path=${path} />`}
    <main id="content" tabindex="-1">
      ${trouble && html`<div class="stored"><${Notice} tone="warn"><p>${app.t(`trouble.${trouble}`)}</p><//></div>`}
      ${children}
    </main>
  </div>`;
}

/** Skip links must not change the hash, which is the route. @param {Event} event */
function toContent(event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

/** @param {{app: App, demo: boolean}} props */
function Banners({ app, demo }) {
  const trial = app.config.trial || !app.config.publisher;
  if (!trial && !demo) return null;
  return html`<aside class="banners" aria-label=${app.t("shell.banners")}>
    ${trial && html`<p class="banner banner-trial"><${Icon} name="warning" /><span>${app.t("shell.trial")}</span></p>`}
    ${demo && html`<p class="banner banner-demo"><${Icon} name="info" /><span>${app.t("shell.demo")}</span></p>`}
  </aside>`;
}

/** @param {{app: App}} props */
function Head({ app }) {
  const other = app.language === "vi" ? "en" : "vi";
  const switchLanguage = () => app.setChoices({ language: other });
  return html`<header class="head">
    <a class="brand" href=${address("home")}><${Mark} /><span><b>Bluezone</b><small>${app.say.either(app.config.publisher) || app.t("shell.no_publisher")}</small></span></a>
    <button type="button" class="language" lang=${other} onClick=${switchLanguage}>${other === "vi" ? "Tiếng Việt" : "English"}</button>
  </header>`;
}

/** @param {{app: App, path: string}} props */
function Menu({ app, path }) {
  const shown = DOORS.filter((each) => each.bar || each.menu);
  const here = shown.some((each) => each.path === path) ? path : "more";
  const inBar = DOORS.some((each) => each.path === here && each.bar);
  return html`<nav class="menu" aria-label=${app.t("shell.menu")}>
    <ul role="list">
      ${shown.map(
        (each) => html`<li key=${each.path} class=${classes(each.bar ? "in-bar" : "in-side", !each.menu && "only-bar")}>
          <a href=${address(each.path)} class=${classes(each.path === "more" && !inBar && "holds-here")}
            aria-current=${each.path === here ? "page" : undefined}><${Icon} name=${each.icon} /><span>${app.t(each.label)}</span></a>
        </li>`,
      )}
    </ul>
  </nav>`;
}
