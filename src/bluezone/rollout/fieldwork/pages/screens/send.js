/** What is unsent and how old it is; the network first, and four ways out where there is none. */

import { Button, Card, Facts, LinkButton, List, Notice, Page, Row, classes, html, useLoaded, useState } from "#app/parts/ui.js";
import { ageOf } from "../core/age.js";
import { digestsOf, messageLink } from "../core/digest_line.js";
import { saveFile } from "../parts/files.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/digest_line.js").Digest} Digest */
/** @typedef {{unsent: number, oldest: string|null, sent: number, carried: number}} Standing */

export const screen = { title: "send.title", View };

/** What a sync ended with, and the tone of it. @type {Record<string, "good"|"warn"|"bad">} */
const TONES = { offline: "warn", server: "warn", revoked: "bad", old_version: "bad" };

/** @param {{app: App}} props */
function View({ app }) {
  const loaded = useLoaded(() => Promise.all([app.vault.standing(), app.vault.work(), app.vault.mine()]), [app.turn]);
  if (!loaded.value) return html`<${Page} title=${app.t("send.title")} />`;
  const [standing, work, events] = loaded.value;
  const digests = work.sms_number ? digestsOf(work, events, standing.oldest) : [];
  return html`<${Page} title=${app.t("send.title")}>
    <${Waiting} app=${app} standing=${standing} />
    <${Network} app=${app} standing=${standing} />
    ${standing.unsent > 0 && html`<${Card} title=${app.t("send.ways")} icon="share"><${Ways} app=${app} /><//>`}
    ${standing.unsent > 0 && digests.length > 0 && html`<${Messages} app=${app} number=${work.sms_number} digests=${digests} />`}
    <${Facts} facts=${[
      [app.t("send.sent"), app.say.number(standing.sent)],
      [app.t("send.carried"), app.say.number(standing.carried)],
    ]} />
  <//>`;
}

/** @param {{app: App, standing: Standing}} props */
function Waiting({ app, standing }) {
  if (!standing.oldest) return html`<div class="waiting waiting-none"><p class="waiting-count">${app.t("send.none")}</p><p>${app.t("send.none_text")}</p></div>`;
  const age = ageOf(standing.oldest, app.now());
  return html`<div class=${classes("waiting", age.late && "waiting-late")}>
    <p class="waiting-count">${app.t("send.unsent", { count: standing.unsent })}</p>
    <p class="waiting-age"><span>${app.t("send.oldest")}</span> <b>${app.t(age.word, { count: age.count })}</b></p>
    <p class="help">${app.t("send.since", { moment: app.say.moment(standing.oldest) })}</p>
  </div>`;
}

/** @param {{app: App, standing: Standing}} props */
function Network({ app, standing }) {
  const [busy, setBusy] = useState(false);
  const [ended, setEnded] = useState(/** @type {import("../device/port.js").SyncResult|null} */ (null));
  const send = async () => {
    setBusy(true);
    setEnded(null);
    try {
      setEnded(await app.vault.sync());
    } catch {
      setEnded({ sent: 0, received: 0, carried: 0, refused: 0, problem: "server" });
    } finally {
      setBusy(false);
    }
  };
  return html`<${Button} kind="primary" wide icon="send" class="button button-primary wide send-button" busy=${busy} onClick=${send}>${app.t(busy ? "send.sending" : "send.send")}<//>
    ${busy && html`<progress class="codes-bar" aria-label=${app.t("send.sending")}></progress>`}
    ${ended && html`<${Ended} app=${app} ended=${ended} unsent=${standing.unsent} />`}`;
}

/** @param {{app: App, ended: import("../device/port.js").SyncResult, unsent: number}} props */
function Ended({ app, ended, unsent }) {
  const { problem, sent, carried, refused } = ended;
  const counts = [sent && app.t("send.ended_sent", { count: sent }), carried && app.t("send.ended_carried", { count: carried }), refused && app.t("send.ended_refused", { count: refused })].filter(Boolean);
  if (problem) {
    return html`<${Notice} tone=${TONES[problem] ?? "warn"} live title=${app.t(`send.${problem}`)}><p>${app.t(`send.${problem}_text`)}</p>
      ${counts.map((each) => html`<p>${each}</p>`)}<//>`;
  }
  return html`<${Notice} tone="good" live title=${app.t(unsent ? "send.ended_some" : "send.ended")}>${counts.map((each) => html`<p>${each}</p>`)}<//>`;
}

/** @param {{app: App}} props */
function Ways({ app }) {
  const [saved, setSaved] = useState(/** @type {""|"saved"|"unsaved"} */ (""));
  const save = async () => {
    try {
      const [parcels, { device }] = await Promise.all([app.vault.parcels(), app.vault.work()]);
      saveFile(app.now(), device.number, { parcels, receipts: [] });
      setSaved("saved");
    } catch {
      setSaved("unsaved");
    }
  };
  return html`<p>${app.t("send.ways_text")}</p>
    <div class="stack">
      <${LinkButton} href=${address("hand_over")} icon="scan" wide>${app.t("send.qr")}<//>
      <${Button} icon="save" wide onClick=${save}>${app.t("send.file")}<//>
      ${saved && html`<${Notice} tone=${saved === "saved" ? "good" : "bad"} live><p>${app.t(`send.file_${saved}`)}</p><//>`}
      <p class="help">${app.t("send.paper")}</p>
    </div>`;
}

/** @param {{app: App, number: string, digests: Digest[]}} props */
const Messages = ({ app, number, digests }) =>
  html`<${Card} title=${app.t("send.sms")} icon="mail">
    <p>${app.t("send.sms_text")}</p>
    <${List} label=${app.t("send.sms")}>${digests.map(
      (each) => html`<${Row} key=${each.line} icon="mail" href=${messageLink(number, each.line)}
        title=${`${app.say.shortDay(each.day)} · ${each.village}`}
        text=${html`${app.t("send.sms_counts", { visited: each.visited, helped: each.helped })}<br /><code>${each.line}</code>`} />`,
    )}<//>
  <//>`;
