/** How a telephone joins: who asks, what is kept and how long, a PIN chosen twice, and at the end what it is for. */

import { Button, Card, Facts, Field, Notice, Page, Steps, html, useEffect, useState } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { isEasy } from "../core/pin_choice.js";
import { EraseForm } from "../parts/erase_form.js";
import { InstallHint } from "../parts/install_hint.js";
import { focusHeading } from "../parts/layout.js";
import { PinPad } from "../parts/pin_pad.js";
import { barOf, tokenOf } from "../parts/router.js";
import { lastUnsent } from "../parts/app.js";

/** @typedef {import("../parts/app.js").App} App */

export const screen = { title: "enrol.title", View };

/** Codes of the vault that have a sentence here. */
const KNOWN = new Set(["offline", "server", "link_used", "link_old", "pin_short"]);
const STEPS = 4;

/** @param {{app: App, token: string|null, onToken: (token: string|null) => void}} props */
function View({ app, token, onToken }) {
  const [joined, setJoined] = useState(false);
  const [fresh] = useState(app.vault.state() === "new");
  const forget = () => onToken(null);
  if (joined) return html`<${Joined} app=${app} forget=${forget} />`;
  if (!fresh) return html`<${Taken} app=${app} forget=${forget} />`;
  if (!token) return html`<${NoLink} app=${app} onToken=${onToken} />`;
  return html`<${Joining} app=${app} token=${token} onJoined=${() => setJoined(true)} />`;
}

/** @param {{app: App, token: string, onJoined: () => void}} props */
function Joining({ app, token, onJoined }) {
  const [step, setStep] = useState(0);
  const [chosen, setChosen] = useState("");
  const [said, setSaid] = useState("");
  const [trouble, setTrouble] = useState("");
  useEffect(() => void (step && focusHeading()), [step]);
  const choose = (/** @type {string} */ pin) => {
    if (isEasy(pin)) return setSaid(app.t("enrol.pin.easy"));
    setSaid("");
    setChosen(pin);
    setStep(2);
  };
  const join = async (/** @type {string} */ pin) => {
    setTrouble("");
    setStep(3);
    try {
      await app.vault.enrol({ token, pin });
      onJoined();
    } catch (/** @type {any} */ error) {
      setTrouble(KNOWN.has(error?.code) ? app.t(`enrol.trouble.${error.code}`) : troubleWords(app, error));
    }
  };
  const repeat = (/** @type {string} */ pin) => {
    if (pin === chosen) return void join(pin);
    setSaid(app.t("enrol.pin.differs"));
    setStep(1);
  };
  if (step === 0) return html`<${Before} app=${app} onNext=${() => setStep(1)} />`;
  if (step < 3) {
    return html`<${Page} class="narrow" title=${app.t(step === 1 ? "enrol.pin.choose" : "enrol.pin.repeat")} lead=${app.t(step === 1 ? "enrol.pin.lead" : "enrol.pin.repeat.lead")}>
      <${Steps} at=${step} count=${STEPS} label=${app.t("enrol.step", { at: step + 1, of: STEPS })} />
      <${PinPad} key=${step} app=${app} label=${app.t(step === 1 ? "enrol.pin.choose" : "enrol.pin.repeat")} said=${said} wrong=${Boolean(said)} onPin=${step === 1 ? choose : repeat} />
    <//>`;
  }
  return html`<${Page} title=${app.t("enrol.joining")}>
    <${Steps} at=${3} count=${STEPS} label=${app.t("enrol.step", { at: 4, of: STEPS })} />
    ${trouble
      ? html`<${Notice} tone="bad" live><p>${trouble}</p><//><${Button} kind="primary" icon="refresh" wide onClick=${() => join(chosen)}>${app.t("trouble.again")}<//>`
      : html`<p class="loading" role="status">${app.t("enrol.joining.wait")}</p>`}
  <//>`;
}

/** @param {{app: App, onNext: () => void}} props */
function Before({ app, onNext }) {
  const publisher = app.say.either(app.config.publisher);
  const points = ["written", "never", "kept", "lost"];
  return html`<${Page} title=${app.t("enrol.title")} lead=${publisher ? app.t("enrol.invites", { publisher }) : app.t("enrol.invites.trial")}>
    <${Steps} at=${0} count=${STEPS} label=${app.t("enrol.step", { at: 1, of: STEPS })} />
    <${InstallHint} app=${app} before />
    <${Card} icon="shield" title=${app.t("enrol.know")}>
      <ul class="ticks" role="list">${points.map((point) => html`<li><b>${app.t(`enrol.know.${point}`)}</b> ${app.t(`enrol.know.${point}.more`)}</li>`)}</ul>
    <//>
    ${!navigator.onLine && html`<${Notice} tone="warn" live><p>${app.t("enrol.trouble.offline")}</p><//>`}
    <${Button} kind="primary" icon="next" wide onClick=${onNext}>${app.t("enrol.next")}<//>
  <//>`;
}

/** @param {{app: App, forget: () => void}} props */
function Joined({ app, forget }) {
  if (!app.work) return html`<p class="loading" role="status">${app.t("enrol.joining.wait")}</p>`;
  return html`<${Welcome} app=${app} work=${app.work} forget=${forget} />`;
}

/** Whether every screen is kept for use without a network; undefined while they are on their way. @param {App} app */
function useKept(app) {
  const [kept, setKept] = useState(/** @type {boolean|undefined} */ (undefined));
  useEffect(() => {
    const workers = app.config.service_worker ? navigator.serviceWorker : undefined;
    if (workers) workers.ready.then(() => setKept(true), () => setKept(false));
    else setKept(false);
  }, []);
  return kept;
}

/** What this telephone is for, and whether it can leave the signal. @param {{app: App, work: import("../device/port.js").Work, forget: () => void}} props */
function Welcome({ app, work, forget }) {
  const kept = useKept(app);
  useEffect(focusHeading, []);
  useEffect(() => void barOf(work.device.duty).map((each) => each.load().catch(() => undefined)), []); // while this is read
  const households = work.lists.reduce((sum, list) => sum + list.households.length, 0);
  const facts = [
    [app.t("enrol.fact.unit"), work.device.unit.name],
    [app.t("enrol.fact.duty"), app.t(`duty.${work.device.duty}`)],
    ...(work.device.part ? [[app.t("enrol.fact.part"), work.device.part]] : []),
    [app.t("enrol.fact.number"), app.say.number(work.device.number)],
    ...(work.lists.length ? [[app.t("enrol.fact.lists"), app.t("enrol.fact.households", { lists: work.lists.map((each) => each.village).join(", "), count: households })]] : []),
  ];
  const begin = () => {
    navigator.storage?.persist?.().catch(() => false);
    forget();
    app.go("");
  };
  return html`<${Page} icon="check" title=${app.t("enrol.ready")} >
    <${Notice} live tone=${kept ? "good" : "warn"}><p>${app.t(kept ? "enrol.kept" : kept === undefined ? "enrol.keeping" : "enrol.unkept")}</p><//>
    <${Card}><${Facts} facts=${facts} /><p class="quiet">${app.t("enrol.fact.wrong")}</p><//>
    <${InstallHint} app=${app} />
    <${Button} kind="primary" icon="next" wide onClick=${begin}>${app.t("enrol.begin")}<//>
  <//>`;
}

/** A link was opened on a telephone that has one already: nothing is lost without being asked for. @param {{app: App, forget: () => void}} props */
function Taken({ app, forget }) {
  return html`<${Page} icon="warning" title=${app.t("enrol.taken")} lead=${app.t("enrol.taken.lead")}>
    <${Button} kind="primary" icon="back" wide onClick=${forget}>${app.t("enrol.taken.keep")}<//>
    <${Card} tone="bad" icon="trash" title=${app.t("enrol.taken.erase")}>
      <p>${app.t("enrol.taken.again")}</p>
      <${EraseForm} app=${app} unsent=${lastUnsent()} />
    <//>
  <//>`;
}

/** @param {{app: App, onToken: (token: string) => void}} props */
function NoLink({ app, onToken }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    const token = tokenOf(typed);
    setWrong(token ? "" : app.t("enrol.link.wrong"));
    if (token) onToken(token);
  };
  return html`<${Page} icon="key" title=${app.t("enrol.link")} lead=${app.t("enrol.link.lead")}>
    <form class="stack" onSubmit=${take}>
      <${Field} label=${app.t("enrol.link.paste")} help=${app.t("enrol.link.help")} error=${wrong} value=${typed} type="search" inputmode="url" autocomplete="off"
        autocapitalize="off" spellcheck="false" onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      <${Button} type="submit" kind="primary" icon="next" wide>${app.t("enrol.next")}<//>
    </form>
  <//>`;
}
