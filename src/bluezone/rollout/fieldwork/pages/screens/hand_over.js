/** The queue as changing QR codes for the team lead's telephone, and the way back of its receipt. */

import { Card, Empty, LinkButton, Notice, Page, html, useLoaded, useState } from "#app/parts/ui.js";
import { cargoIn, parcelBytes } from "../core/cargo.js";
import { LARGEST } from "../core/frames.js";
import { FileField } from "../parts/files.js";
import { FrameScan } from "../parts/frame_scan.js";
import { FrameShow } from "../parts/frame_show.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {{said: "covered"|"foreign"|"wrong", count: number}} Back */

export const screen = { title: "hand_over.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const loaded = useLoaded(async () => {
    const parcels = await app.vault.parcels();
    return { parcels, contents: parcels.map(parcelBytes) };
  });
  const back = { href: address("send"), label: app.t("hand_over.back") };
  if (loaded.error) return html`<${Page} title=${app.t("hand_over.title")} back=${back}><${Notice} tone="bad" live><p>${app.t("hand_over.failed")}</p><//><//>`;
  if (!loaded.value) return html`<${Page} title=${app.t("hand_over.title")} back=${back}><p role="status">${app.t("hand_over.packing")}</p><//>`;
  const { parcels, contents } = loaded.value;
  return html`<${Page} title=${app.t("hand_over.title")} back=${back} lead=${parcels.length > 0 && app.t("hand_over.lead")}>
    <${Codes} app=${app} parcels=${parcels} contents=${contents} />
    <${Returned} app=${app} />
  <//>`;
}

/** @param {{app: App, parcels: import("../device/port.js").Parcel[], contents: Uint8Array[]}} props */
function Codes({ app, parcels, contents }) {
  if (!parcels.length) return html`<${Empty} icon="check" title=${app.t("hand_over.nothing")}><p>${app.t("hand_over.nothing_text")}</p><//>`;
  if (contents.some((each) => each.length > LARGEST)) {
    return html`<${Notice} tone="warn" title=${app.t("hand_over.large")}><p>${app.t("hand_over.large_text")}</p>
      <div class="actions"><${LinkButton} href=${address("send")} icon="save">${app.t("hand_over.to_file")}<//></div><//>`;
  }
  const said = (/** @type {number} */ at) => app.t("hand_over.parcel", { count: parcels[at].events, device: parcels[at].from });
  return html`<${FrameShow} app=${app} contents=${contents} label=${app.t("hand_over.code")} said=${said} />`;
}

/** @param {{app: App}} props */
function Returned({ app }) {
  const [back, setBack] = useState(/** @type {Back|null} */ (null));
  const take = async (/** @type {import("../core/cargo.js").Cargo|null} */ cargo) => setBack(await taken(app, cargo));
  const scanned = (/** @type {Uint8Array} */ bytes) => void take(read(bytes));
  return html`<${Card} title=${app.t("hand_over.receipt")} icon="check">
    <p>${app.t("hand_over.receipt_text")}</p>
    <div class="stack">
      ${back && html`<${Notice} tone=${back.said === "covered" ? "good" : "warn"} live><p>${app.t(`hand_over.${back.said}`, { count: back.count })}</p><//>`}
      <${FrameScan} app=${app} label=${app.t("hand_over.scan")} onContent=${scanned} />
      <${FileField} label=${app.t("hand_over.receipt_file")} onCargo=${take} />
    </div>
  <//>`;
}

/** @param {Uint8Array} bytes */
function read(bytes) {
  try {
    return cargoIn(bytes);
  } catch {
    return null;
  }
}

/** Take receipts in: those of other devices are theirs. @param {App} app @param {import("../core/cargo.js").Cargo|null} cargo @returns {Promise<Back>} */
async function taken(app, cargo) {
  if (!cargo?.receipts.length) return { said: "wrong", count: 0 };
  let [count, own] = [0, 0];
  for (const receipt of cargo.receipts) {
    const covered = await app.vault.accept(receipt).catch(() => null); // another device's, or not the site's
    if (covered === null) continue;
    own += 1;
    count += covered;
  }
  return { said: own ? "covered" : "foreign", count };
}
