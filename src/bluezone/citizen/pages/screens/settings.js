/** Settings: how it looks, whether it speaks up, a pause, the person's data, and what this is. */

import { Actions, Button, Card, Choice, Choices, Facts, Field, LinkButton, List, More, Notice, Page, Row, html, useLoaded, useState } from "../parts/ui.js";
import { EraseCard, ExportCard } from "../parts/own_data.js";
import { spoken, unitCode } from "../core/poster.js";
import { pauseEnd } from "../core/standing.js";
import { troubleWords } from "../parts/troubles.js";

/** @typedef {import("../parts/app.js").App} App */

export const screen = { path: "settings", title: "settings.title", icon: "settings", nav: true, View };

/** @param {{app: App}} props */
function View({ app }) {
  const status = useLoaded(() => app.device.status());
  return html`<${Page} title=${app.t("settings.title")}>
    <${Looks} app=${app} />
    <${Notifications} app=${app} />
    ${status.value && status.value.radio !== "none" && html`<${Pause} app=${app} status=${status.value} again=${status.again} />`}
    <${Counted} app=${app} />
    <${ExportCard} app=${app} />
    <${EraseCard} app=${app} />
    <${About} app=${app} />
  <//>`;
}

/** A change of a choice that says when it could not be kept. @param {App} app */
function useChoice(app) {
  const [trouble, setTrouble] = useState("");
  /** @param {Partial<import("../parts/app.js").Choices>} patch */
  const choose = (patch) => app.setChoices(patch).then(() => setTrouble(""), (/** @type {any} */ error) => setTrouble(troubleWords(app, error)));
  const notice = trouble && html`<${Notice} tone="bad" live title=${app.t("settings.unkept")}><p>${trouble}</p><//>`;
  return { choose, notice };
}

/** @param {{app: App}} props */
function Looks({ app }) {
  const { choose, notice } = useChoice(app);
  const options = (/** @type {string} */ name, /** @type {string[]} */ values) => values.map((value) => ({ value, label: app.t(`settings.${name}.${value}`) }));
  return html`<${Card} icon="text" title=${app.t("settings.looks")}>
    ${notice}
    <${Choices} row legend=${app.t("settings.language")} value=${app.language} onChange=${(/** @type {any} */ language) => choose({ language })}
      options=${[{ value: "vi", label: html`<span lang="vi">Tiếng Việt</span>` }, { value: "en", label: html`<span lang="en">English</span>` }]} />
    <${Choices} row legend=${app.t("settings.text")} value=${app.choices.text ?? "normal"} onChange=${(/** @type {any} */ text) => choose({ text })}
      options=${["normal", "large", "largest"].map((value) => ({ value, label: html`<span class=${`text-${value}`}>${app.t(`settings.text.${value}`)}</span>` }))} />
    <${Choices} row legend=${app.t("settings.theme")} value=${app.choices.theme ?? "auto"} onChange=${(/** @type {any} */ theme) => choose({ theme })}
      options=${options("theme", ["auto", "light", "dark"])} />
  <//>`;
}

/** Permission is asked when the person turns notifications on, and at no other moment. @param {{app: App}} props */
function Notifications({ app }) {
  const { choose, notice } = useChoice(app);
  const able = "Notification" in window;
  const [permission, setPermission] = useState(able ? Notification.permission : "denied");
  const change = async (/** @type {boolean} */ wanted) => {
    if (!wanted) return choose({ notifications: false });
    const answer = await Notification.requestPermission();
    setPermission(answer);
    return choose({ notifications: answer === "granted" });
  };
  return html`<${Card} icon="bell" title=${app.t("settings.notifications")}>
    ${notice}
    <${Choice} checked=${Boolean(app.choices.notifications) && permission === "granted"} disabled=${!able || permission === "denied"} onChange=${change}
      help=${app.t("settings.notifications.help")}>${app.t("settings.notifications.on")}<//>
    ${able && permission === "denied" && html`<p class="quiet">${app.t("settings.notifications.denied")}</p>`}
    ${!able && html`<p class="quiet">${app.t("settings.notifications.unable")}</p>`}
  <//>`;
}

/** A pause always ends by itself, so that nobody forgets it. @param {{app: App, status: any, again: () => void}} props */
function Pause({ app, status, again }) {
  const [length, setLength] = useState(/** @type {"hour"|"hours"|"morning"} */ ("hour"));
  const [trouble, setTrouble] = useState("");
  const paused = status.radio === "paused";
  const pause = async () => {
    try {
      await app.device.pause(paused ? null : pauseEnd(length, app.now()).toISOString());
      setTrouble("");
      app.announce(app.t(paused ? "settings.pause.ended" : "settings.pause.begun"));
    } catch (error) {
      setTrouble(troubleWords(app, error));
    }
    again();
  };
  const lengths = ["hour", "hours", "morning"].map((value) => ({ value, label: app.t(`settings.pause.${value}`) }));
  return html`<${Card} icon="pause" title=${app.t("settings.pause")}>
    ${trouble && html`<${Notice} tone="bad" live><p>${trouble}</p><//>`}
    ${paused
      ? html`<${Notice} tone="warn"><p>${app.t("settings.pause.until", { until: status.paused_until ? app.say.moment(status.paused_until) : "" })}</p><//>`
      : html`<${Choices} legend=${app.t("settings.pause.how")} value=${length} options=${lengths} onChange=${setLength} />
          <p class="quiet">${app.t("settings.pause.reminder")}</p>`}
    <${Button} icon=${paused ? "play" : "pause"} onClick=${pause}>${app.t(paused ? "settings.pause.end" : "settings.pause.begin")}<//>
  <//>`;
}

/** @param {{app: App}} props */
function Counted({ app }) {
  const { choose, notice } = useChoice(app);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const counted = app.choices.counted;
  const keep = (/** @type {Event} */ event) => {
    event.preventDefault();
    const unit = unitCode(typed);
    setWrong(unit ? "" : app.t("settings.counted.wrong"));
    if (unit) choose({ counted: { unit, name: "" } });
  };
  return html`<${Card} icon="people" title=${app.t("settings.counted")}>
    ${notice}
    <p>${counted ? app.t("settings.counted.for", { unit: counted.name || counted.unit }) : app.t("settings.counted.none")}</p>
    <p class="quiet">${app.t("settings.counted.stays")}</p>
    ${counted
      ? html`<${Button} icon="close" onClick=${() => choose({ counted: null })}>${app.t("settings.counted.stop")}<//>`
      : html`<${More} title=${app.t("settings.counted.have")}>
          <form class="stack" onSubmit=${keep}>
            <${Field} label=${app.t("settings.counted.code")} value=${typed} error=${wrong} autocomplete="off" autocapitalize="characters"
              onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
            <${Button} type="submit">${app.t("settings.counted.keep")}<//>
          </form>
        <//>`}
  <//>`;
}

/** Libraries that the pages carry, each with its licence beside it. */
const LIBRARIES = [
  ["Preact", "MIT", "vendor/preact/LICENSE"],
  ["htm", "Apache-2.0", "vendor/htm/LICENSE"],
  ["noble-ed25519", "MIT", "vendor/@noble/ed25519/LICENSE"],
  ["hpke-js", "MIT", "vendor/@hpke/core/LICENSE"],
  ["lean-qr", "MIT", "vendor/lean-qr/LICENSE"],
  ["zxing-wasm, zxing-cpp", "MIT, Apache-2.0", "vendor/zxing-wasm/LICENSE"],
];

/** @param {{app: App}} props */
function About({ app }) {
  const { config } = app;
  const facts = [
    [app.t("settings.about.publisher"), app.say.either(config.publisher) || app.t("shell.trial")],
    [app.t("settings.about.version"), config.version],
    [app.t("settings.about.site"), html`<a class="address" href=${config.site}>${config.site.replace(/^https?:\/\//, "")}</a>`],
    [app.t("settings.about.keys"), html`<span class="address">${(config.keys || config.site).replace(/^https?:\/\//, "")}</span>`],
    ...(config.root_fingerprint ? [[app.t("settings.about.print"), html`<code>${spoken(config.root_fingerprint, 16)}</code>`]] : []),
  ];
  return html`<${Card} icon="info" title=${app.t("settings.about")}>
    <p>${app.t("settings.about.text")}</p>
    <${Facts} facts=${facts} />
    <${More} title=${app.t("settings.licences")}>
      <p>${app.t("settings.licences.own")}</p>
      <${List}>${LIBRARIES.map(([name, licence, file]) => html`<${Row} key=${name} title=${name} text=${licence} href=${file} />`)}<//>
    <//>
    <${Actions}><${LinkButton} href="#/install" icon="book">${app.t("settings.about.again")}<//><//>
  <//>`;
}
