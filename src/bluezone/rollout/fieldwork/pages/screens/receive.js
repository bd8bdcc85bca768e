/** The lead's telephone takes other telephones' parcels in, carries them to the server, and shows the receipts that it got. */

import { Button, Card, LinkButton, List, Notice, Page, Row, html, useLoaded, useState } from "#app/parts/ui.js";
import { cargoIn, receiptBytes } from "../core/cargo.js";
import { FileField, saveFile } from "../parts/files.js";
import { FrameScan } from "../parts/frame_scan.js";
import { FrameShow } from "../parts/frame_show.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../device/port.js").Parcel} Parcel */
/** @typedef {import("../core/cargo.js").Cargo} Cargo */
/** @typedef {{id: string, from: number, events: number, fresh: boolean}} Taken */

export const screen = { title: "receive.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const loaded = useLoaded(() => Promise.all([app.vault.standing(), app.vault.receipts()]), [app.turn]);
  const [taken, setTaken] = useState(/** @type {Taken[]} */ ([]));
  const [wrong, setWrong] = useState(/** @type {""|"file"|"receipts"|"code"|"unkept"} */ (""));
  const take = async (/** @type {Cargo|null} */ cargo, /** @type {"file"|"code"} */ way) => {
    if (!cargo) return setWrong(way);
    if (!cargo.parcels.length) return setWrong("receipts");
    try {
      const kept = await carried(app, cargo.parcels);
      setTaken((before) => [...kept, ...before.filter((each) => !kept.some(({ id }) => id === each.id))]);
      setWrong("");
      app.announce(kept.map((each) => line(app, each)).join(" "));
    } catch {
      setWrong("unkept");
    }
    return undefined;
  };
  const [standing, receipts] = loaded.value ?? [null, []];
  return html`<${Page} title=${app.t("receive.title")} lead=${app.t("receive.lead")}>
    ${wrong && html`<${Notice} tone="bad" live title=${app.t(`receive.wrong_${wrong}`)}><p>${app.t(`receive.wrong_${wrong}_text`)}</p><//>`}
    ${taken.length > 0 && html`<${List} label=${app.t("receive.taken")}>${taken.map((each) => html`<${Row} key=${each.id} icon="check" title=${line(app, each)} text=${!each.fresh && app.t("receive.known")} />`)}<//>`}
    <${FrameScan} app=${app} label=${app.t("receive.scan")} onContent=${(/** @type {Uint8Array} */ bytes) => void take(read(bytes), "code")} />
    <${FileField} label=${app.t("receive.file")} onCargo=${(/** @type {Cargo|null} */ cargo) => void take(cargo, "file")} />
    ${standing && standing.carried > 0 && html`<${Card} title=${app.t("receive.carried", { count: standing.carried })} icon="hourglass">
      <p>${app.t("receive.carried_text")}</p><${LinkButton} href=${address("send")} icon="send" wide>${app.t("receive.send")}<//>
    <//>`}
    ${receipts.length > 0 && html`<${HandBack} app=${app} receipts=${receipts} />`}
  <//>`;
}

/** @param {App} app @param {Taken} each */
const line = (app, each) => app.t("receive.line", { count: each.events, device: each.from });

/** @param {App} app @param {Parcel[]} parcels @returns {Promise<Taken[]>} */
async function carried(app, parcels) {
  const kept = [];
  for (const parcel of parcels) kept.push({ id: parcel.id, from: parcel.from, events: parcel.events, fresh: await app.vault.carry(parcel) });
  return kept;
}

/** @param {Uint8Array} bytes @returns {Cargo|null} */
function read(bytes) {
  try {
    return cargoIn(bytes);
  } catch {
    return null;
  }
}

/** @param {{app: App, receipts: import("../device/port.js").Receipt[]}} props */
function HandBack({ app, receipts }) {
  const [contents, setContents] = useState(/** @type {Uint8Array[]|null} */ (null));
  const save = async () => saveFile(app.now(), (await app.vault.work()).device.number, { parcels: [], receipts });
  return html`<${Card} title=${app.t("receive.receipts", { count: receipts.length })} icon="share">
    <p>${app.t("receive.receipts_text")}</p>
    ${contents
      ? html`<${FrameShow} app=${app} contents=${contents} label=${app.t("receive.receipts_code")} /><${Button} wide icon="close" onClick=${() => setContents(null)}>${app.t("receive.receipts_hide")}<//>`
      : html`<div class="stack"><${Button} wide icon="scan" onClick=${() => setContents([receiptBytes(receipts)])}>${app.t("receive.receipts_show")}<//>
          <${Button} wide icon="save" onClick=${save}>${app.t("receive.receipts_file")}<//></div>`}
  <//>`;
}
