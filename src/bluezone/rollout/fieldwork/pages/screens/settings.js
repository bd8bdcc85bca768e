/** Settings: how it looks, the PIN, how safely the browser keeps the data, which telephone this is, and erasing it. */

import { Button, Card, Choices, Facts, Notice, Page, html, useLoaded, useState } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { isEasy } from "../core/pin_choice.js";
import { EraseForm } from "../parts/erase_form.js";
import { InstallHint } from "../parts/install_hint.js";
import { PinPad } from "../parts/pin_pad.js";
import { learn } from "#app/parts/words.js";
import { words as enrolWords } from "../words/enrol.js";

learn(enrolWords);

/** @typedef {import("../parts/app.js").App} App */

export const screen = { title: "settings.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const { value: standing } = useLoaded(() => app.vault.standing(), [app.turn]);
  const [changing, setChanging] = useState(false);
  const lock = () => {
    app.toast(null);
    app.vault.lock();
  };
  if (changing) return html`<${ChangePin} app=${app} onDone=${() => setChanging(false)} />`;
  return html`<${Page} title=${app.t("settings.title")}>
    <${Looks} app=${app} />
    <${Card} icon="lock" title=${app.t("settings.pin")}>
      <${Button} wide icon="lock" onClick=${lock}>${app.t("settings.lock")}<//>
      <${Button} wide icon="edit" onClick=${() => setChanging(true)}>${app.t("settings.pin.change")}<//>
    <//>
    <${Storage} app=${app} />
    <${InstallHint} app=${app} />
    <${About} app=${app} standing=${standing} />
    <${Card} icon="trash" title=${app.t("settings.erase")}>
      <p>${app.t("settings.erase.text")}</p>
      ${standing && html`<${EraseForm} app=${app} unsent=${standing.unsent + standing.carried} />`}
    <//>
  <//>`;
}

/** @param {{app: App}} props */
function Looks({ app }) {
  const options = (/** @type {string} */ name, /** @type {string[]} */ values) => values.map((value) => ({ value, label: app.t(`settings.${name}.${value}`) }));
  return html`<${Card} icon="text" title=${app.t("settings.looks")}>
    <${Choices} row legend=${app.t("settings.language")} value=${app.language} onChange=${(/** @type {any} */ language) => app.setChoices({ language })}
      options=${[{ value: "vi", label: html`<span lang="vi">Tiếng Việt</span>` }, { value: "en", label: html`<span lang="en">English</span>` }]} />
    <${Choices} row legend=${app.t("settings.text")} value=${app.choices.text ?? "normal"} onChange=${(/** @type {any} */ text) => app.setChoices({ text })}
      options=${options("text", ["normal", "large", "largest"])} />
    <${Choices} row legend=${app.t("settings.theme")} value=${app.choices.theme ?? "auto"} onChange=${(/** @type {any} */ theme) => app.setChoices({ theme })}
      options=${options("theme", ["auto", "light", "dark"])} />
  <//>`;
}

/** The PIN before, then a new one twice. @param {{app: App, onDone: () => void}} props */
function ChangePin({ app, onDone }) {
  const [pins, setPins] = useState(/** @type {string[]} */ ([]));
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const again = (/** @type {string} */ words, /** @type {string[]} */ kept) => {
    setSaid(words);
    setPins(kept);
  };
  const change = async (/** @type {string} */ before, /** @type {string} */ after) => {
    setBusy(true);
    try {
      if (!(await app.vault.changePin(before, after))) return again(app.t("settings.pin.wrong"), []);
      app.toast({ text: app.t("settings.pin.changed") });
      onDone();
    } catch (error) {
      again(troubleWords(app, error), []);
    } finally {
      setBusy(false);
    }
    return undefined;
  };
  const take = (/** @type {string} */ pin) => {
    if (pins.length === 1 && isEasy(pin)) return setSaid(app.t("enrol.pin.easy"));
    if (pins.length < 2) return again("", [...pins, pin]);
    if (pin !== pins[1]) return again(app.t("enrol.pin.differs"), pins.slice(0, 1));
    return void change(pins[0], pin);
  };
  const titles = ["settings.pin.before", "enrol.pin.choose", "enrol.pin.repeat"];
  return html`<${Page} class="narrow" title=${app.t(titles[pins.length])}>
    <${PinPad} key=${pins.length} app=${app} label=${app.t(titles[pins.length])} said=${busy ? app.t("settings.pin.changing") : said} wrong=${Boolean(said)} off=${busy} onPin=${take} />
    <${Button} wide kind="quiet" onClick=${onDone}>${app.t("settings.pin.keep")}<//>
  <//>`;
}

/** @param {{app: App}} props */
function Storage({ app }) {
  const kept = useLoaded(async () => (await navigator.storage?.persisted?.()) ?? false);
  const ask = async () => {
    await navigator.storage?.persist?.();
    kept.again();
  };
  if (kept.value === undefined) return null;
  return html`<${Card} icon="save" title=${app.t("settings.storage")}>
    ${kept.value
      ? html`<${Notice} tone="good"><p>${app.t("settings.storage.kept")}</p><//>`
      : html`<${Notice} tone="warn"><p>${app.t("settings.storage.unkept")}</p><//><${Button} wide onClick=${ask}>${app.t("settings.storage.ask")}<//>`}
  <//>`;
}

/** @param {{app: App, standing: any}} props */
function About({ app, standing }) {
  const { config, work } = app;
  if (!work) return null;
  const facts = [
    [app.t("settings.about.unit"), work.device.unit.name],
    [app.t("settings.about.number"), app.say.number(work.device.number)],
    [app.t("settings.about.sent"), standing ? app.t("settings.about.counts", { unsent: standing.unsent, sent: standing.sent }) : ""],
    [app.t("settings.about.publisher"), app.say.either(config.publisher) || app.t("shell.trial")],
    [app.t("settings.about.version"), config.version],
    ...(work.hotline ? [[app.t("settings.about.hotline"), html`<a class="telephone" href=${`tel:${work.hotline.replace(/[^+\d]/g, "")}`}>${work.hotline}</a>`]] : []),
  ];
  return html`<${Card} icon="info" title=${app.t("settings.about")}><${Facts} facts=${facts} /><//>`;
}
