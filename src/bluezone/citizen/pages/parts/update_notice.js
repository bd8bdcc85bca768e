/**
 * The notice of a new version: it waits until the person takes it, and never cuts a report short.
 */

import { keepUpdated } from "../core/updates.js";
import { words } from "../words/update.js";
import { isSending } from "./sending.js";
import { Button, Notice, html, useEffect, useState } from "./ui.js";
import { learn } from "./words.js";

learn(words);

/** @typedef {{ now: () => Promise<boolean> }} Use the way to use a version that waits */

/** @param {{ app: import("./app.js").App }} props */
export function UpdateNotice({ app }) {
  const [use, setUse] = useState(/** @type {Use | null} */ (null));
  const [state, setState] = useState(/** @type {"ready" | "busy" | "not_now"} */ ("ready"));
  useEffect(() => {
    keepUpdated({ enabled: app.config.service_worker, isSending, onReady: (way) => setUse({ now: way }) });
  }, []);
  if (!use) return null;
  const press = async () => {
    setState("busy");
    if (!(await use.now())) setState("not_now");
  };
  return html`<div class="update-notice"><${Notice} title=${app.t("update.ready")} live>
    <p>${app.t(state === "not_now" ? "update.not_now" : "update.text")}</p>
    <${Button} kind="primary" icon="refresh" busy=${state === "busy"} onClick=${press}>${app.t("update.use")}<//>
  <//></div>`;
}
