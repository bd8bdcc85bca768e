/**
 * What stands around every screen: whose telephone this is, what is unsent and for how long, the bar of the duty.
 */

import { Icon, Notice, classes, html } from "#app/parts/ui.js";
import { Mark } from "#app/parts/pictures.js";
import { Toast } from "./toast.js";
import { Unsent } from "./unsent.js";
import { address, barOf } from "./router.js";

/** @typedef {import("./app.js").App} App */

/** @param {{app: App, path: string, toast: import("./app.js").Toast|null, children?: any}} props */
export function Layout({ app, path, toast, children }) {
  const open = app.vault.state() === "open" && app.work && path !== "enrol";
  const trouble = app.vault.trouble();
  return html`<div class=${classes("frame", "outdoors", !open && "frame-bare")}>
    <a class="skip" href="#content" onClick=${toContent}>${app.t("shell.skip")}</a>
    ${(app.config.trial || !app.config.publisher) && html`<aside class="banners" aria-label=${app.t("shell.banners")}>
      <p class="banner banner-trial"><${Icon} name="warning" /><span>${app.t("shell.trial")}</span></p>
    </aside>`}
    <${Head} app=${app} />
    ${open && html`<${Bar} app=${app} path=${path} duty=${app.work?.device.duty} />`}
    <main id="content" tabindex="-1">
      ${trouble && html`<div class="stored"><${Notice} tone="warn"><p>${app.t(`trouble.${trouble}`)}</p><//></div>`}
      ${children}
    </main>
    <${Toast} app=${app} toast=${toast} />
  </div>`;
}

/** Focus the heading, or the content where it has none yet. */
export function focusHeading() {
  const main = document.getElementById("content");
  (main?.querySelector("h1") ?? main)?.focus({ preventScroll: true });
}

/** Skip links must not change the hash, which is the route. @param {Event} event */
function toContent(event) {
  event.preventDefault();
  document.getElementById("content")?.focus();
}

/** @param {{app: App}} props */
function Head({ app }) {
  const { work } = app;
  if (app.vault.state() !== "open" || !work) return html`<${PlainHead} app=${app} />`;
  const place = [work.unit_name ?? work.device.unit.name, app.t("shell.device", { number: work.device.number })].join(" · ");
  return html`<header class="head who-head">
    <p class="who"><b>${app.t(`duty.${work.device.duty}`)}</b><small>${place}</small></p>
    <${Unsent} app=${app} />
  </header>`;
}

/** Before the vault is open: the name, and the switch of languages. @param {{app: App}} props */
function PlainHead({ app }) {
  const other = app.language === "vi" ? "en" : "vi";
  return html`<header class="head">
    <p class="brand"><${Mark} /><span><b>${app.t("shell.name")}</b><small>${app.say.either(app.config.publisher) || app.t("shell.no_publisher")}</small></span></p>
    <button type="button" class="language" lang=${other} onClick=${() => app.setChoices({ language: other })}>${other === "vi" ? "Tiếng Việt" : "English"}</button>
  </header>`;
}

/** @param {{app: App, path: string, duty: any}} props */
function Bar({ app, path, duty }) {
  const shown = barOf(duty);
  const here = shown.some((each) => each.path === path) ? path : (PARENTS[path] ?? "");
  return html`<nav class="menu" aria-label=${app.t("shell.menu")}>
    <ul role="list">
      ${shown.map(
        (each) => html`<li key=${each.path} class="in-bar">
          <a href=${address(each.path)} aria-current=${each.path === here ? "page" : undefined}><${Icon} name=${each.icon} /><span>${app.t(each.label)}</span></a>
        </li>`,
      )}
    </ul>
  </nav>`;
}

/** Which entry of the bar holds a screen that does not stand in it. @type {Record<string, string>} */
const PARENTS = { door: "doors", spot: "doors", hand_over: "send" };
