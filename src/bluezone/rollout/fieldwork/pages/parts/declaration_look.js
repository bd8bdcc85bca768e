/**
 * A look at a visitor's declaration: complete or incomplete, said to both sides. What was read lives in this part alone and
 * goes with it; nothing is written anywhere.
 */

import { Actions, Button, Notice, classes, html, useState } from "#app/parts/ui.js";
import { QrScan } from "#app/parts/qr_scan.js";
import { livedDay } from "#app/core/calendar_days.js";
import { seen } from "../core/declaration_seen.js";

/** @param {{app: any}} props */
export function DeclarationLook({ app }) {
  const [state, setState] = useState(/** @type {ReturnType<typeof seen>|null} */ (null));
  const { t } = app;
  if (!state) {
    return html`<p>${t("gate.scan.lead")}</p>
      <p class="gate-words">${t("gate.scan.words")}</p>
      <${QrScan} app=${app} begin onText=${(/** @type {string} */ text) => setState(seen(text, livedDay(app.now())))} />`;
  }
  const again = html`<${Actions}><${Button} icon="scan" onClick=${() => setState(null)}>${t("gate.scan.again")}<//><//>`;
  if (state === "other") return html`<${Notice} tone="warn" live title=${t("gate.scan.other")}><p>${t("gate.scan.other.text")}</p><//>${again}`;
  const isComplete = state === "complete";
  return html`<div role="status">
      <p class=${classes("gate-seen", isComplete && "gate-seen-complete")}>${t(isComplete ? "gate.scan.complete" : "gate.scan.incomplete")}</p>
      ${!isComplete && html`<p>${t(`gate.scan.${state}`)}</p>`}
      <p class="gate-words">${t("gate.scan.words")}</p>
      <p>${t("gate.scan.visitor")}</p>
      <p class="quiet">${t("gate.scan.keeper")}</p>
    </div>
    ${again}`;
}
