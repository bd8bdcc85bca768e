/** The person's data in the person's hands: saved as files, or erased in two clear steps. */

import { Actions, Button, Card, Choice, Icon, Notice, Sheet, html, render, useState } from "./ui.js";
import { DOCUMENTS, collected, readablePage, rowsOf } from "../core/export_page.js";
import { troubleWords } from "./troubles.js";

/** @typedef {import("./app.js").App} App */

/** Hand a file to the browser, which saves it where the person says. @param {string} name @param {string} type @param {string} content */
function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {{app: App}} props */
export function ExportCard({ app }) {
  const [trouble, setTrouble] = useState("");
  const [saved, setSaved] = useState(false);
  const take = (/** @type {"html"|"json"} */ kind) => async () => {
    try {
      const data = await collected(app.device, DOCUMENTS);
      const name = `bluezone-${app.now().toISOString().slice(0, 10)}.${kind}`;
      if (kind === "json") save(name, "application/json", JSON.stringify(data, null, 2));
      else save(name, "text/html", pageOf(app, data));
      setTrouble("");
      setSaved(true);
    } catch (error) {
      setTrouble(troubleWords(app, error));
    }
  };
  return html`<${Card} icon="save" title=${app.t("settings.export")}>
    <p>${app.t("settings.export.text")}</p>
    ${trouble && html`<${Notice} tone="bad" live title=${app.t("settings.export.failed")}><p>${trouble}</p><//>`}
    ${saved && html`<${Notice} tone="good" live><p>${app.t("settings.export.saved")}</p><//>`}
    <${Actions} class="actions-even">
      <${Button} icon="save" onClick=${take("html")}>${app.t("settings.export.html")}<//>
      <${Button} kind="quiet" onClick=${take("json")}>${app.t("settings.export.json")}<//>
    <//>
  <//>`;
}

/** @param {App} app @param {Awaited<ReturnType<typeof collected>>} data */
function pageOf(app, data) {
  const parts = Object.entries({ ...data, ...data.documents })
    .filter(([name, value]) => name !== "documents" && value !== null)
    .map(([name, value]) => ({ title: app.t(`settings.part.${name}`), rows: rowsOf(value) }));
  return readablePage(app.language, app.t("settings.export.title"), app.t("settings.export.lead", { when: app.say.longMoment(app.now()) }), parts);
}

/** @param {{app: App}} props */
export function EraseCard({ app }) {
  const [open, setOpen] = useState(false);
  return html`<${Card} icon="trash" title=${app.t("settings.erase")}>
    <p>${app.t("settings.erase.text")}</p>
    <${Button} kind="danger" icon="trash" onClick=${() => setOpen(true)}>${app.t("settings.erase.open")}<//>
    <${EraseSheet} app=${app} open=${open} onClose=${() => setOpen(false)} />
  <//>`;
}

/** The second step: what will be gone, a tick, and the button. @param {{app: App, open: boolean, onClose: () => void}} props */
function EraseSheet({ app, open, onClose }) {
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const erase = async () => {
    setBusy(true);
    try {
      await app.device.erase();
      showErased(app);
    } catch (error) {
      setTrouble(troubleWords(app, error));
      setBusy(false);
    }
  };
  return html`<${Sheet} title=${app.t("settings.erase.sure")} open=${open} onClose=${onClose} closeLabel=${app.t("settings.close")}>
    <ul>${[1, 2, 3].map((line) => html`<li>${app.t(`settings.erase.gone.${line}`)}</li>`)}</ul>
    <p>${app.t("settings.erase.sent")}</p>
    ${trouble && html`<${Notice} tone="bad" live><p>${trouble}</p><//>`}
    <${Choice} checked=${sure} onChange=${setSure}>${app.t("settings.erase.tick")}<//>
    <${Actions} class="actions-even">
      <${Button} kind="danger" icon="trash" busy=${busy} disabled=${!sure} onClick=${erase}>${app.t("settings.erase.now")}<//>
      <${Button} onClick=${onClose}>${app.t("settings.erase.keep")}<//>
    <//>
  <//>`;
}

/** After erasing nothing of the pages runs any more: one sentence stands there. @param {App} app */
function showErased(app) {
  const root = /** @type {HTMLElement} */ (document.getElementById("app"));
  history.replaceState(null, "", location.pathname);
  render(
    html`<main class="erased"><${Icon} name="leaf" size="huge" /><h1>${app.t("settings.erased")}</h1>
      <p>${app.t(app.config.host === "agent" ? "settings.erased.agent" : "settings.erased.browser")}</p>
      ${app.config.host === "browser" && html`<${Button} onClick=${() => location.reload()}>${app.t("settings.erased.again")}<//>`}
    </main>`,
    root,
  );
}
