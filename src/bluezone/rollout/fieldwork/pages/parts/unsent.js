/** How many records are unsent and how old the oldest is, on every screen; a way to the screen that sends. */

import { Icon, html, useEffect, useState } from "#app/parts/ui.js";
import { address } from "./router.js";

/** @param {{app: import("./app.js").App}} props */
export function Unsent({ app }) {
  const [standing, setStanding] = useState(/** @type {{unsent: number, oldest: string|null}|null} */ (null));
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => app.vault.standing().then(setStanding, () => undefined);
    const wire = () => setOnline(navigator.onLine);
    look();
    addEventListener("online", wire);
    addEventListener("offline", wire);
    const stop = app.vault.onChange(look);
    return () => {
      stop();
      removeEventListener("online", wire);
      removeEventListener("offline", wire);
    };
  }, [app.vault]);
  if (!standing) return null;
  const words = standing.unsent ? app.t("unsent.some", { count: standing.unsent }) : app.t("unsent.none");
  return html`<a class="unsent" href=${address("send")}><${Icon} name=${standing.unsent ? "hourglass" : "check"} />
    <span>${words}${!online && html` · ${app.t("unsent.offline")}`}</span></a>`;
}
