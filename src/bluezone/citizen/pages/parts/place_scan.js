/**
 * The scanner at a door: a venue's code becomes a visit, and every code that cannot says what it is.
 */

import { Button, LinkButton, Notice, Page, html, useEffect, useState } from "./ui.js";
import { QrScan } from "./qr_scan.js";
import { ScannedNotice } from "./scanned_notice.js";
import { address } from "./router.js";
import { communeWord, venueWord } from "./visit_words.js";
import { faultOf, isReplaced, leavingAt, openVisit } from "../core/visits.js";
import { fromBase64Url } from "../core/bytes.js";
import { classified } from "../core/scanned.js";
import { unverifiedCode } from "../core/venues.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/visits.js").CheckIn} CheckIn */
/** @typedef {import("../core/scanned.js").Scanned} Scanned */
/**
 * @typedef {{ kind: "looking", begin: boolean } | { kind: "asked", code: string } | { kind: "noted", visit: CheckIn }
 *   | { kind: "again", code: string, visit: CheckIn } | { kind: "fault", fault: string, code: string, name: string }
 *   | { kind: "other", scanned: Scanned }} Stage
 */

/** @param {{ app: App, code?: string, begin: boolean }} props */
export function PlaceScan({ app, code, begin }) {
  const [stage, setStage] = useState(/** @type {Stage} */ (code ? { kind: "asked", code } : { kind: "looking", begin }));
  useEffect(() => {
    if (code) setStage({ kind: "asked", code });
  }, [code]);
  const take = (/** @type {string} */ text) => {
    const scanned = classified(text, app.config.site);
    if (scanned.kind === "venue") come(app, scanned.code, setStage);
    else setStage({ kind: "other", scanned });
  };
  const again = () => setStage({ kind: "looking", begin: true });
  const isLooking = stage.kind === "looking";
  return html`<${Page} title=${app.t("places.scan")} lead=${isLooking ? app.t("places.scan_lead") : undefined}
    back=${{ href: address("places"), label: app.t("places.back") }}>
    ${isLooking ? html`<${QrScan} app=${app} onText=${take} begin=${stage.begin} />` : html`<${Outcome} app=${app} stage=${stage} setStage=${setStage} onAgain=${again} />`}
  <//>`;
}

/**
 * Note a visit, unless the code calls for a question or a word first.
 * @param {App} app
 * @param {string} code base64url
 * @param {(stage: Stage) => void} show
 * @param {{ isNew?: boolean, ended?: boolean }} [wish] the person says that they have come anew, or wishes a code that has ended
 */
async function come(app, code, show, { isNew = false, ended = false } = {}) {
  /** @type {{ name: string, commune: string, version: number } | null} */
  let said = null;
  try {
    said = unverifiedCode(fromBase64Url(code));
    const before = await app.device.checkins();
    const open = openVisit(said, before, app.now());
    if (open && !isNew) return show({ kind: "again", code, visit: open });
    if (!ended && isReplaced(said, before)) return show({ kind: "fault", fault: "replaced", code, name: said.name });
    const known = new Set(before.map((/** @type {CheckIn} */ each) => each.id));
    const after = /** @type {CheckIn[]} */ (await app.device.checkIn(code, { ended }));
    const visit = after.find((each) => !known.has(each.id)) ?? after[0];
    return visit ? show({ kind: "noted", visit }) : show({ kind: "fault", fault: "other", code, name: "" });
  } catch (error) {
    return show({ kind: "fault", fault: faultOf(error), code, name: said?.name ?? "" });
  }
}

/** @param {{ app: App, stage: Stage, setStage: (stage: Stage) => void, onAgain: () => void }} props */
function Outcome({ app, stage, setStage, onAgain }) {
  if (stage.kind === "noted") return html`<${Noted} app=${app} visit=${stage.visit} setStage=${setStage} />`;
  if (stage.kind === "again") return html`<${Again} app=${app} stage=${stage} setStage=${setStage} />`;
  if (stage.kind === "asked") return html`<${Asked} app=${app} code=${stage.code} setStage=${setStage} />`;
  return html`<div class="stack">
    ${stage.kind === "other" && html`<${ScannedNotice} app=${app} scanned=${stage.scanned} />`}
    ${stage.kind === "fault" && html`<${Fault} app=${app} stage=${stage} setStage=${setStage} />`}
    <div class="actions">
      <${Button} kind="primary" icon="scan" onClick=${onAgain}>${app.t("places.scan_again")}<//>
      <${LinkButton} href=${address("places")}>${app.t("places.back")}<//>
    </div>
  </div>`;
}

/** What was noted; a genuine poster may hang at the wrong door, so it names the place that its code is for. @param {{ app: App, visit: CheckIn, setStage: (stage: Stage) => void }} props */
function Noted({ app, visit, setStage }) {
  const said = { name: visit.name, start: app.say.time(visit.start), end: app.say.time(visit.end) };
  const undo = async () => {
    try {
      await app.device.removeCheckIn(visit.id);
      app.announce(app.t("places.removed", { name: visit.name }));
      app.go("places");
    } catch (error) {
      setStage({ kind: "fault", fault: faultOf(error), code: "", name: visit.name });
    }
  };
  return html`<div class="stack">
    <${Notice} tone="good" live title=${app.t("places.in_title")}>
      <p>${app.t("places.in_text", said)}</p><p>${venueWord(app, visit.type)} · ${communeWord(app, visit.commune)}</p>
    <//>
    <${LinkButton} href=${address("places")} kind="primary" wide>${app.t("places.done")}<//>
    <p class="quiet">${app.t("places.elsewhere_text")}</p>
    <div class="actions"><${Button} kind="quiet" icon="trash" onClick=${undo}>${app.t("places.elsewhere")}<//></div>
  </div>`;
}

/** @param {{ app: App, stage: Extract<Stage, { kind: "again" }>, setStage: (stage: Stage) => void }} props */
function Again({ app, stage, setStage }) {
  const { code, visit } = stage;
  const leave = async () => {
    const end = leavingAt(visit, app.now());
    try {
      await app.device.changeCheckIn(visit.id, { end });
      app.announce(app.t("places.left", { name: visit.name, time: app.say.time(end) }));
      app.go("places");
    } catch (error) {
      setStage({ kind: "fault", fault: faultOf(error), code, name: visit.name });
    }
  };
  return html`<div class="stack">
    <${Notice} live title=${app.t("places.again_title", { name: visit.name })}>
      <p>${app.t("places.again_text", { start: app.say.time(visit.start) })}</p>
    <//>
    <div class="actions">
      <${Button} kind="primary" onClick=${leave}>${app.t("places.leave")}<//>
      <${Button} onClick=${() => come(app, code, setStage, { isNew: true })}>${app.t("places.again_new")}<//>
    </div>
  </div>`;
}

/** A code that came as an address, opened by the telephone's own camera or by a link: nothing is noted without a press. @param {{ app: App, code: string, setStage: (stage: Stage) => void }} props */
function Asked({ app, code, setStage }) {
  return html`<div class="stack">
    <${Notice} title=${app.t("places.asked")}><p>${app.t("places.asked_text")}</p><//>
    <div class="actions">
      <${Button} kind="primary" icon="check" onClick=${() => come(app, code, setStage)}>${app.t("places.asked_yes")}<//>
      <${LinkButton} href=${address("places")}>${app.t("places.asked_no")}<//>
    </div>
  </div>`;
}

/** @param {{ app: App, stage: Extract<Stage, { kind: "fault" }>, setStage: (stage: Stage) => void }} props */
function Fault({ app, stage, setStage }) {
  const [busy, setBusy] = useState(false);
  const update = async () => {
    setBusy(true);
    await app.device.check().catch(() => null);
    setBusy(false);
    await come(app, stage.code, setStage);
  };
  const said = { name: stage.name, today: app.say.longMoment(app.now()) };
  const isForged = stage.fault === "venue_signature_wrong";
  return html`<${Notice} tone=${isForged ? "bad" : "warn"} live title=${app.t(`places.error.${stage.fault}`)}>
    <p>${app.t(`places.error.${stage.fault}_text`, said)}</p>
    ${["venue_key_unknown", "keys_old"].includes(stage.fault) &&
    html`<div class="actions"><${Button} icon="refresh" busy=${busy} onClick=${update}>${app.t(busy ? "places.updating" : "places.update")}<//></div>`}
    ${["venue_ended", "replaced"].includes(stage.fault) && html`<${Nonetheless} app=${app} stage=${stage} setStage=${setStage} />`}
  <//>`;
}

/** An ended code still counts for whoever was there: warnings speak to it. @param {{ app: App, stage: Extract<Stage, { kind: "fault" }>, setStage: (stage: Stage) => void }} props */
function Nonetheless({ app, stage, setStage }) {
  return html`<p>${app.t("places.ended_text")}</p>
    <div class="actions"><${Button} onClick=${() => come(app, stage.code, setStage, { isNew: true, ended: true })}>${app.t("places.ended_note")}<//></div>`;
}
