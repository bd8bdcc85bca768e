/**
 * The first minute: who publishes this, what it does and does not keep, the home screen, being counted, how to know the real one.
 *
 * Nothing is asked that must be answered; every step can be gone back from. What the person chooses stays on this phone.
 */

import { Button, Card, Choices, Field, Icon, Notice, Steps, html, useEffect, useLayoutEffect, useState } from "../parts/ui.js";
import { StandingPicture } from "../parts/pictures.js";
import { askQuestion, installWay } from "../parts/install_prompt.js";
import { compareFingerprints, readPoster, spoken, unitCode } from "../core/poster.js";
import { troubleWords } from "../parts/troubles.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/poster.js").Poster} Poster */
/** @typedef {{app: App, poster: Poster, next: () => void, back: () => void, finish: (counted: {unit: string, name: string}|null) => void}} StepProps */

export const screen = { path: "install", title: "install.title", icon: "save", nav: false, View };

/** @param {{app: App, params: Record<string, string>}} props */
function View({ app, params }) {
  const [at, setAt] = useState(0);
  const [counted, setCounted] = useState(/** @type {{unit: string, name: string}|null} */ (app.choices.counted ?? null));
  const [trouble, setTrouble] = useState("");
  const poster = readPoster(params);
  const steps = stepsFor(app, poster);
  useLayoutEffect(() => {
    if (at > 0) document.querySelector("h1")?.focus();
    scrollTo(0, 0);
  }, [at]);
  const end = async () => {
    try {
      await app.setChoices({ onboarded: app.now().toISOString(), counted });
      app.go(params.after && params.after !== "install" ? params.after : "home");
    } catch (error) {
      setTrouble(troubleWords(app, error));
    }
  };
  const next = () => (at === steps.length - 1 ? end() : setAt(at + 1));
  const Step = steps[at];
  return html`<article class="page install">
    ${at > 0 &&
    html`<div class="install-way">
      <button type="button" class="icon-button" aria-label=${app.t("install.back")} onClick=${() => setAt(at - 1)}><${Icon} name="back" /></button>
      <${Steps} at=${at} count=${steps.length} label=${app.t("install.step", { at: at + 1, count: steps.length })} />
    </div>`}
    ${trouble && html`<${Notice} tone="bad" live><p>${trouble}</p><//>`}
    <${Step} app=${app} poster=${poster} counted=${counted} setCounted=${setCounted} next=${next} last=${at === steps.length - 1} />
  </article>`;
}

/** The steps of this host: a phone's own programme is installed already. @param {App} app @param {Poster} poster */
function stepsFor(app, poster) {
  const wrong = compareFingerprints(poster.fingerprint, app.config.root_fingerprint) === "other";
  if (wrong) return [Lookalike];
  const installed = app.config.host === "agent" || installWay() === "installed";
  return [Welcome, ...(installed ? [] : [HomeScreen]), Notes, Never, Yours, Counted, Genuine];
}

/** @param {{app: App, title: string, lead?: any, children?: any}} props */
const StepPage = ({ app, title, lead, children }) => html`<header><h1 tabindex="-1">${app.t(title)}</h1>
    ${lead && html`<p class="lead">${lead}</p>`}</header>
  ${children}`;

/** The way on, always in sight at the foot of the screen. @param {{children?: any}} props */
const Foot = ({ children }) => html`<div class="install-foot stack">${children}</div>`;

/** @param {StepProps} props */
function Welcome({ app, poster, next }) {
  const same = compareFingerprints(poster.fingerprint, app.config.root_fingerprint) === "same";
  const publisher = app.say.either(app.config.publisher);
  return html`<${StandingPicture} kind="welcome" /><${StepPage} app=${app} title="install.welcome">
    <${Choices} row legend=${app.t("install.language")} value=${app.language} onChange=${(/** @type {any} */ language) => app.setChoices({ language })}
      options=${[{ value: "vi", label: html`<span lang="vi">Tiếng Việt</span>` }, { value: "en", label: html`<span lang="en">English</span>` }]} />
    <${Card} icon="shield" title=${publisher ? app.t("install.publisher", { publisher }) : app.t("install.no_publisher")}>
      ${!publisher && html`<p>${app.t("install.no_publisher.text")}</p>`}
      ${same && html`<p class="install-same"><${Icon} name="check" /><span>${app.t("install.same")}</span></p>`}
    <//>
    <${Lines} app=${app} icons=${["radio", "bell", "scan", "lock", "trash"]} name="install.line" />
    <${Foot}><${Button} kind="primary" wide onClick=${next}>${app.t("install.begin")}<//><//>
  <//>`;
}

/** Short sentences with a sign each. @param {{app: App, icons: string[], name: string}} props */
const Lines = ({ app, icons, name }) =>
  html`<ul class="lines" role="list">${icons.map((icon, index) => html`<li><${Icon} name=${icon} /><span>${app.t(`${name}.${index + 1}`)}</span></li>`)}</ul>`;

/** The poster names another root key than this server: nothing goes on from here. @param {StepProps} props */
function Lookalike({ app, poster }) {
  return html`<${StepPage} app=${app} title="install.lookalike">
    <${Notice} tone="bad" title=${app.t("install.lookalike.title")}><p>${app.t("install.lookalike.text")}</p><//>
    <${Card}>
      <p>${app.t("install.lookalike.poster")} <code>${spoken(poster.fingerprint)}</code></p>
      <p>${app.t("install.lookalike.server")} <code>${spoken(app.config.root_fingerprint)}</code></p>
    <//>
    <p>${app.t("install.lookalike.do")}</p>
  <//>`;
}

/** @param {StepProps} props */
function HomeScreen({ app, next }) {
  const [way, setWay] = useState(installWay());
  useEffect(() => {
    const hear = () => setWay(installWay());
    addEventListener("install-offered", hear);
    hear(); // it may have been offered since this was drawn
    return () => removeEventListener("install-offered", hear);
  }, []);
  const ask = async () => {
    await askQuestion();
    next();
  };
  return html`<${StepPage} app=${app} title="install.home" lead=${app.t("install.home.why")}>
    <${AppOnScreen} />
    ${way !== "asked" && html`<ol class="how">${[1, 2, 3].map((step) => html`<li>${app.t(`install.${way === "apple" ? "apple" : "menu"}.${step}`)}</li>`)}</ol>`}
    <${Foot}>
      ${way === "asked" && html`<${Button} kind="primary" icon="plus" wide onClick=${ask}>${app.t("install.add")}<//>`}
      <${Button} kind=${way === "asked" ? "plain" : "primary"} wide onClick=${next}>${app.t(way === "asked" ? "install.later" : "install.next")}<//>
    <//>
  <//>`;
}

/** A telephone with the sign of the app among others. */
const AppOnScreen = () => html`<svg class="app-on-screen" viewBox="0 0 200 96" aria-hidden="true" focusable="false">
  <path class="phone" d="M52 96V18A14 14 0 0 1 66 4h68a14 14 0 0 1 14 14v78" />
  <g class="other-apps"><rect x="64" y="20" width="20" height="20" rx="6" /><rect x="116" y="20" width="20" height="20" rx="6" /><rect x="64" y="58" width="20" height="20" rx="6" /><rect x="116" y="58" width="20" height="20" rx="6" /></g>
  <g transform="translate(82 26) scale(.75)"><rect class="mark-ground" width="48" height="48" rx="13" /><path class="mark-line" d="M8.500 36.500C9 22 15 13 24 13s15 9 15.500 23.500M16 36.500c.4-8.500 3.400-14 8-14s7.600 5.500 8 14" /><circle class="mark-person" cx="24" cy="33.500" r="4" /></g>
</svg>`;

/** @param {StepProps} props */
const Notes = ({ app, next }) => html`<${StepPage} app=${app} title=${app.config.host === "agent" ? "install.notes" : "install.notes.browser"}>
  <${Lines} app=${app} icons=${["radio", "calendar", "scan"]} name=${app.config.host === "agent" ? "install.note" : "install.note.browser"} />
  <${Foot}><${Button} kind="primary" wide onClick=${next}>${app.t("install.next")}<//><//>
<//>`;

/** @param {StepProps} props */
const Never = ({ app, next }) => html`<${StepPage} app=${app} title="install.never">
  <${Lines} app=${app} icons=${["people", "place", "book"]} name="install.never" />
  <${Foot}><${Button} kind="primary" wide onClick=${next}>${app.t("install.next")}<//><//>
<//>`;

/** @param {StepProps} props */
const Yours = ({ app, next }) => html`<${StepPage} app=${app} title="install.yours">
  <${Lines} app=${app} icons=${["send", "pause", "trash"]} name="install.yours" />
  <${Foot}><${Button} kind="primary" wide onClick=${next}>${app.t("install.next")}<//><//>
<//>`;

/** Being counted: two buttons of one size; neither is chosen beforehand. @param {any} props */
function Counted({ app, poster, counted, setCounted, next }) {
  const [typed, setTyped] = useState("");
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState("");
  const answer = (/** @type {any} */ value) => {
    setCounted(value);
    next();
  };
  const typedAnswer = (/** @type {Event} */ event) => {
    event.preventDefault();
    const unit = unitCode(typed);
    if (unit) answer({ unit, name: "" });
    else setWrong(app.t("install.count.wrong"));
  };
  const named = poster.name || poster.unit;
  return html`<${StepPage} app=${app} title="install.count" lead=${app.t("install.count.why")}>
    ${poster.unit && html`<${Card} icon="people"><p>${app.t("install.count.poster")}</p><p class="count-unit"><b>${named}</b>${poster.name && html` <span class="quiet">(${poster.unit})</span>`}</p><//>`}
    <p class="quiet">${app.t("install.count.stays")}</p>
    ${open &&
    html`<form class="stack" onSubmit=${typedAnswer}>
      <${Field} label=${app.t("install.count.code")} help=${app.t("install.count.code.help")} error=${wrong} value=${typed} autocomplete="off" autocapitalize="characters"
        onInput=${(/** @type {any} */ event) => setTyped(event.currentTarget.value)} />
      <${Button} type="submit" wide>${app.t("install.count.yes.typed")}<//>
    </form>`}
    <${Foot}><div class="pair">
      ${poster.unit
        ? html`<${Button} onClick=${() => answer({ unit: poster.unit, name: poster.name })}>${app.t("install.count.yes")}<//>`
        : !open && html`<${Button} onClick=${() => setOpen(true)}>${app.t("install.count.have")}<//>`}
      <${Button} onClick=${() => answer(null)}>${app.t("install.count.no")}<//>
    </div><//>
    ${counted && html`<p class="quiet">${app.t("install.count.now", { unit: counted.name || counted.unit })}</p>`}
  <//>`;
}

/** @param {StepProps} props */
function Genuine({ app, next }) {
  const print = spoken(app.config.root_fingerprint);
  return html`<${StepPage} app=${app} title="install.genuine" lead=${app.t("install.genuine.why")}>
    <${Lines} app=${app} icons=${["globe", "phone", "lock", "save"]} name="install.genuine" />
    <${Card}>
      <p>${app.t("install.genuine.site")} <b class="address">${hostOf(app.config.site)}</b></p>
      ${print && html`<p>${app.t("install.genuine.print")} <code>${print}</code></p>`}
    <//>
    <${Foot}><${Button} kind="primary" icon="check" wide onClick=${next}>${app.t("install.done")}<//><//>
  <//>`;
}

/** The name of a host without its scheme. @param {string} address */
const hostOf = (address) => address.replace(/^https?:\/\//, "").replace(/\/+$/, "");
