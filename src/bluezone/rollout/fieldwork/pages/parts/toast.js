/** What was just done, said at the foot of whatever screen comes next, with a way to take it back for a few seconds. */

import { Icon, html, useEffect, useState } from "#app/parts/ui.js";

/** How long it stays, in milliseconds; what it says can be taken back later under "day". */
export const STAYS = 5000;

/** @param {{app: import("./app.js").App, toast: import("./app.js").Toast|null}} props */
export function Toast({ app, toast }) {
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!toast) return undefined;
    setBusy(false);
    app.announce(toast.text);
    const timer = setTimeout(() => app.toast(null), STAYS);
    return () => clearTimeout(timer);
  }, [toast]);
  if (!toast) return null;
  const { undo } = toast;
  const press = async () => {
    if (busy || !undo) return;
    setBusy(true);
    await undo();
  };
  return html`<aside class="toast" aria-label=${app.t("toast.label")}>
    <${Icon} name="check" /><p>${toast.text}</p>
    ${undo && html`<button type="button" class="toast-undo" aria-disabled=${busy ? "true" : undefined} onClick=${press}>${app.t("toast.undo")}</button>`}
  </aside>`;
}
