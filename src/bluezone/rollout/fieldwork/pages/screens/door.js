/** One household: five big buttons, two more ways to close it, how many telephones, and when to come back. */

import { Button, Empty, Icon, LinkButton, More, Notice, Page, Sheet, html, useLoaded, useState } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { dayAfter, localDay, nextDoor, seenOn, visitsOf } from "../core/walk.js";
import { oneTap, useHeld } from "../parts/one_tap.js";
import { Chips, LANGUAGES, OUTCOMES, OutcomeButton, Stepper, chosenList } from "../parts/pieces.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../device/port.js").HouseholdRow} HouseholdRow */
/** @typedef {{phones: number|null, with_radio: number, browser_only: number}} Counts */
/** @typedef {{app: App, list: string, household: string, round: string|null}} Place */

/** The field of a paper sheet in which a household is ticked that was closed for whatever reason. */
const CLOSED = OUTCOMES.indexOf("done") + 1;

export const screen = { title: "door.title", View };

/** @param {{app: App, params: Record<string, string>}} props */
function View({ app, params }) {
  const list = app.work?.lists.find((each) => each.id === params.list)?.id ?? chosenList(app)?.id ?? "";
  const { value: rows } = useLoaded(() => app.vault.households(list), [app.turn, list]);
  const back = params.round ? { href: address("spot"), label: app.t("door.back.spot") } : { href: address("doors"), label: app.t("door.back") };
  if (!rows) return html`<p class="loading" role="status">${app.t("shell.loading")}</p>`;
  const row = rows.find((each) => each.n === params.id);
  if (!row && !params.round) return html`<${Page} title=${app.t("door.missing")} back=${back}><${Empty} title=${app.t("door.missing.text")}><${LinkButton} href=${back.href}>${back.label}<//><//><//>`;
  const place = { app, list, household: params.id ?? "", round: params.round ?? null };
  return html`<article class="page door-page">
    <header class="door-head"><a class="door-back" href=${back.href} aria-label=${back.label}><${Icon} name="back" /></a><h1 tabindex="-1">${app.t("door.number", { number: params.id ?? "" })}</h1></header>
    ${row && !place.round && html`<${Before} app=${app} row=${row} />`}
    <${Outcomes} ...${place} />
  </article>`;
}

/** What is known of the household, said kindly where another team was here. @param {{app: App, row: HouseholdRow}} props */
function Before({ app, row }) {
  if (row.s === null) return null;
  const state = app.t(`outcome.${row.s}`);
  const more = [row.on && app.t("door.on", { day: app.say.day(row.on) }), row.l && app.t("door.language", { language: app.t(`language.${row.l}`) })].filter(Boolean).join(" ");
  if (row.others) return html`<${Notice} title=${app.t("door.others", { state })}><p>${app.t("door.others.text")} ${more}</p><//>`;
  return html`<p class="door-before">${app.t("door.before", { state })} ${more}</p>`;
}

/** @param {Place} place */
function Outcomes(place) {
  const { app, round } = place;
  const [counts, setCounts] = useState(/** @type {Counts} */ ({ phones: null, with_radio: 0, browser_only: 0 }));
  const [asking, setAsking] = useState(/** @type {"helped"|"come_back"|""} */ (""));
  const [trouble, setTrouble] = useState("");
  const held = useHeld();
  const save = (/** @type {any} */ fields, /** @type {"refused"|"no_smartphone"|null} */ reason = null) =>
    oneTap(() => saved(place, { ...counts, ...fields }, reason)).catch((error) => setTrouble(troubleWords(app, error)));
  const press = (/** @type {string} */ outcome) => {
    if (round) return void save(outcome === "helped" ? { outcome, phones: null } : { outcome, phones: null, with_radio: 0, browser_only: 0 });
    if (outcome === "come_back") return setAsking("come_back");
    if (outcome === "helped" && counts.with_radio + counts.browser_only === 0) return setAsking("helped");
    return void save({ outcome });
  };
  return html`
    ${trouble && html`<${Notice} tone="bad" live title=${app.t("door.unkept")}><p>${trouble}</p><//>`}
    ${round && html`<p>${app.t("door.spot.text")}</p>`}
    <${Numbers} app=${app} counts=${counts} onChange=${setCounts} told=${Boolean(round)} />
    <div class="outcomes" data-unsaved=${counts.with_radio + counts.browser_only + (counts.phones ?? 0) > 0 ? "yes" : undefined}>
      ${OUTCOMES.map((each) => html`<${OutcomeButton} key=${each} app=${app} outcome=${each} field=${round ? undefined : OUTCOMES.indexOf(each) + 1} label=${round ? app.t(`door.spot.${each}`) : undefined} wide=${each === "helped"} off=${held} onClick=${() => press(each)} />`)}
    </div>
    ${!round && html`<section class="closers" aria-labelledby="closers"><h2 id="closers">${app.t("door.close")}</h2><p class="quiet">${app.t("door.close.text")}</p>
      <div class="outcomes">
        <${OutcomeButton} app=${app} outcome="refused" sign="close" field=${CLOSED} label=${app.t("door.refused")} off=${held} onClick=${() => save({ outcome: "done" }, "refused")} />
        <${OutcomeButton} app=${app} outcome="no_smartphone" sign="phone" field=${CLOSED} label=${app.t("door.no_smartphone")} off=${held} onClick=${() => save({ outcome: "done" }, "no_smartphone")} />
      </div></section>`}
    <${HelpedSheet} app=${app} held=${held} open=${asking === "helped"} onClose=${() => setAsking("")} onChoose=${(/** @type {any} */ kind) => save({ outcome: "helped", [kind]: 1 })} />
    <${ReturnSheet} app=${app} held=${held} open=${asking === "come_back"} onClose=${() => setAsking("")} onSave=${(/** @type {any} */ fields) => save({ outcome: "come_back", ...fields })} />`;
}

/** What was counted, or in a spot-check what the household tells. @param {{app: App, counts: Counts, told: boolean, onChange: (counts: Counts) => void}} props */
const Numbers = ({ app, counts, told, onChange }) => html`<div class="numbers">
  ${!told && html`<${Stepper} app=${app} field=${6} label=${app.t("door.phones")} value=${counts.phones ?? 0} onChange=${(/** @type {number} */ phones) => onChange({ ...counts, phones })} />`}
  <${Stepper} app=${app} field=${told ? undefined : 7} label=${app.t("door.with_radio")} value=${counts.with_radio} onChange=${(/** @type {number} */ with_radio) => onChange({ ...counts, with_radio })} />
  <${Stepper} app=${app} field=${told ? undefined : 8} label=${app.t("door.browser_only")} value=${counts.browser_only} onChange=${(/** @type {number} */ browser_only) => onChange({ ...counts, browser_only })} />
</div>`;

/** Keep the visit, say so, and go to the next door. @param {Place} place @param {any} fields @param {"refused"|"no_smartphone"|null} reason */
async function saved({ app, list, household, round }, fields, reason) {
  const { vault } = app;
  const language = round ? undefined : fields.language;
  const counts = reason || language ? { list, ...(reason && { [reason]: 1 }), ...(language && { language }) } : undefined;
  const back = counts && { list, ...(reason && { [reason]: /** @type {-1} */ (-1) }), ...(language && { no_language: language }) };
  const event = await vault.append("visit", { list, household, revisit_on: null, language: null, round, ...fields }, counts);
  const here = `door/${encodeURIComponent(household)}`;
  const undo = async () => {
    await vault.undo(event.id, back);
    app.toast({ text: app.t("door.undone", { number: household }) });
    app.go(round ? "spot" : here);
  };
  const next = round ? "spot" : await afterwards(app, list, household);
  app.toast({ text: app.t("door.saved", { number: household, outcome: app.t(`${round ? "door.spot" : "outcome"}.${fields.outcome}`) }), undo });
  app.go(next);
}

/** Where the walk goes on. @param {App} app @param {string} list @param {string} household */
async function afterwards(app, list, household) {
  const day = localDay(app.now());
  const [rows, mine] = await Promise.all([app.vault.households(list), app.vault.mine()]);
  const next = nextDoor(rows, day, seenOn(visitsOf(mine, list), day), household);
  return next ? `door/${encodeURIComponent(next.n)}` : "doors";
}

/** How many installs were not said: one, of which kind? @param {{app: App, held: boolean, open: boolean, onClose: () => void, onChoose: (kind: string) => void}} props */
const HelpedSheet = ({ app, held, open, onClose, onChoose }) => html`<${Sheet} title=${app.t("door.helped")} open=${open} onClose=${onClose} closeLabel=${app.t("door.cancel")}>
  <p>${app.t("door.helped.text")}</p>
  <div class="outcomes outcomes-one">
    <${OutcomeButton} app=${app} outcome="with_radio" sign="radio" field=${7} off=${held} label=${app.t("door.helped.radio")} onClick=${() => { onClose(); onChoose("with_radio"); }} />
    <${OutcomeButton} app=${app} outcome="browser_only" sign="globe" field=${8} off=${held} label=${app.t("door.helped.browser")} onClick=${() => { onClose(); onChoose("browser_only"); }} />
  </div>
<//>`;

/** @param {{app: App, held: boolean, open: boolean, onClose: () => void, onSave: (fields: {revisit_on: string, language: string|null}) => void}} props */
function ReturnSheet({ app, held, open, onClose, onSave }) {
  const today = localDay(app.now());
  const [day, setDay] = useState(dayAfter(today, 1));
  const [language, setLanguage] = useState(/** @type {string|null} */ (null));
  const days = [1, 2, 3].map((ahead) => dayAfter(today, ahead));
  const label = (/** @type {string} */ each, /** @type {number} */ at) => (at ? app.say.shortDay(each) : html`${app.t("door.tomorrow")}, ${app.say.shortDay(each)}`);
  const languages = LANGUAGES.map((value) => ({ value, label: app.t(`language.${value}`) }));
  const right = day > today && day <= dayAfter(today, 60);
  return html`<${Sheet} title=${app.t("door.return")} open=${open} onClose=${onClose} closeLabel=${app.t("door.cancel")}>
    <${Chips} field=${9} legend=${app.t("door.return.day")} value=${day} options=${days.map((value, at) => ({ value, label: label(value, at) }))} onChoose=${setDay} />
    <label class="other-day"><span>${app.t("door.return.other")}</span>
      <input type="date" min=${dayAfter(today, 1)} max=${dayAfter(today, 60)} value=${days.includes(day) ? "" : day} onChange=${(/** @type {any} */ event) => event.currentTarget.value && setDay(event.currentTarget.value)} /></label>
    <${More} title=${language ? app.t("door.language", { language: app.t(`language.${language}`) }) : app.t("door.return.language")}>
    <${Chips} quiet legend=${app.t("door.return.language")} value=${language} options=${languages} onChoose=${(/** @type {string} */ value) => setLanguage(value === language ? null : value)} />
    <p class="quiet">${app.t("door.return.language.text")}</p><//>
    <${Button} kind="primary" icon="check" wide disabled=${!right || held} onClick=${() => { onClose(); onSave({ revisit_on: day, language }); }}>${app.t("door.return.save", { day: app.say.day(day) })}<//>
  <//>`;
}
