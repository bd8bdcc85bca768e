/** Erasing everything on this telephone: at once when nothing is unsent, else only after the number of records was typed. */

import { Button, Field, Notice, html, useState } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { keepUnsent } from "./app.js";

/** @param {{app: import("./app.js").App, unsent: number}} props */
export function EraseForm({ app, unsent }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const erase = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (unsent > 0 && typed.trim() !== String(unsent)) return setWrong(app.t("erase.differs"));
    setBusy(true);
    try {
      await app.vault.erase();
      keepUnsent(0);
      location.replace("./");
      location.reload();
    } catch (error) {
      setWrong(troubleWords(app, error));
      setBusy(false);
    }
  };
  return html`<form class="stack" onSubmit=${erase}>
    ${unsent > 0
      ? html`<${Notice} tone="bad"><p>${app.t("erase.unsent", { count: unsent })}</p><//>
          <${Field} label=${app.t("erase.type")} type="search" inputmode="numeric" autocomplete="off" value=${typed} error=${wrong}
            onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />`
      : html`<p>${app.t("erase.none")}</p>${wrong && html`<p class="error">${wrong}</p>`}`}
    <${Button} type="submit" kind="danger" icon="trash" wide busy=${busy}>${app.t("erase.do")}<//>
  </form>`;
}
