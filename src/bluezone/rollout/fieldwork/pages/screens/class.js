/** The class teacher's two minutes a week: counts of one class, no name; the last word of a week counts. */

import { Actions, Button, Card, Choices, Field, List, Notice, Page, Row, html, useLoaded, useState } from "#app/parts/ui.js";
import { QrCode } from "#app/parts/qr_show.js";
import { COUNTS, LEVELS, LIMITS, beyond, className, dayOf, doubts, fieldsOf, firstValues, lastWord, missing, mondayOf, same, stepped, sundayOf, typed } from "../core/class_count.js";
import { Counter } from "../parts/counter.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/class_count.js").Values} Values */

export const screen = { title: "class.title", View };

/** The small document that keeps what is typed until it is a word. */
const DRAFT = "class-draft";

/** @param {{app: App}} props */
function View({ app }) {
  const [chosen, setChosen] = useState("");
  const loaded = useLoaded(() => Promise.all([app.vault.work(), app.vault.mine(), app.vault.get(DRAFT)]), [chosen]);
  if (!loaded.value) return html`<${Page} title=${app.t("class.title")} />`;
  const [work, events, draft] = loaded.value;
  const name = chosen || className(work.device.part) || "";
  if (!name) return html`<${ChooseClass} app=${app} work=${work} events=${events} onChoose=${setChosen} />`;
  const week = mondayOf(dayOf(app.now()));
  const begins = beginning({ name, week, events, told: work.classes ?? [], draft });
  return html`<${ClassForm} key=${`${name} ${week}`} app=${app} work=${work} name=${name} week=${week} begins=${begins}
    leave=${className(work.device.part) ? null : () => setChosen("")} />`;
}

/** What stands in the form at first: what was typed and not yet kept comes before everything. @param {any} given */
function beginning({ name, week, events, told, draft }) {
  const first = firstValues({ name, week, events, told });
  const kept = lastWord(events, name, week);
  const typing = draft?.name === name && draft.week === week;
  return { values: typing ? draft.values : first.values, from: typing ? "draft" : first.from, kept };
}

/** A school's device that is for several classes: which one now. @param {{app: App, work: any, events: any[], onChoose: (name: string) => void}} props */
function ChooseClass({ app, work, events, onChoose }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  const known = [...new Set([...(work.classes ?? []), ...events.filter((each) => each.kind === "class")].map((each) => each.class))].sort(byName);
  const choose = (/** @type {Event} */ event) => {
    event.preventDefault();
    const name = className(text);
    setWrong(name ? "" : app.t("class.name.wrong"));
    if (name) onChoose(name);
  };
  return html`<${Page} title=${app.t("class.choose")} lead=${work.device.unit.name} icon="book">
    ${known.length > 0 && html`<${List} label=${app.t("class.known")}>${known.map((name) => html`<${Row} key=${name} icon="people" title=${app.t("class.of", { name })} onClick=${() => onChoose(name)} />`)}<//>`}
    <${Card} title=${app.t(known.length ? "class.other" : "class.first")}>
      <form class="stack" onSubmit=${choose}>
        <${Field} label=${app.t("class.name")} help=${app.t("class.name.help")} value=${text} error=${wrong} autocomplete="off" autocapitalize="characters" maxlength="8"
          onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
        <${Button} kind="primary" type="submit" wide>${app.t("class.name.go")}<//>
      </form>
    <//>
  <//>`;
}

/** @param {string} a @param {string} b */
const byName = (a, b) => a.length - b.length || (a < b ? -1 : 1);

/** @param {{app: App, work: any, name: string, week: string, begins: any, leave: (() => void)|null}} props */
function ClassForm({ app, work, name, week, begins, leave }) {
  const form = useForm({ app, name, week, begins });
  const { values, kept, asked, errors } = form;
  const span = app.t("class.week", { first: app.say.shortDay(week), last: app.say.shortDay(sundayOf(week)) });
  return html`<${Page} title=${app.t("class.of", { name })} lead=${`${work.device.unit.name}. ${span}`}>
    ${leave && html`<p><${Button} kind="quiet" icon="back" onClick=${leave}>${app.t("class.another")}<//></p>`}
    ${kept && same(values, kept)
      ? html`<${Notice} tone="good" live title=${app.t("class.kept")}><p>${app.t("class.kept.text", { moment: app.say.moment(kept.at) })}</p><//>`
      : begins.from === "earlier" && html`<${Notice}><p>${app.t("class.carried")}</p><//>`}
    <form class="stack" onSubmit=${form.submit}>
      <${Level} app=${app} work=${work} value=${values.age_band} error=${errors.age_band} onChange=${form.level} />
      ${COUNTS.map((key) => html`<${Counter} key=${key} label=${app.t(`class.${key}`)} help=${app.t(`class.${key}.help`)} value=${values[key]} error=${errors[key]}
        less=${app.t("class.less", { what: app.t(`class.${key}`) })} more=${app.t("class.more", { what: app.t(`class.${key}`) })}
        onStep=${(/** @type {1|-1} */ by) => form.set(stepped(values, key, by))} onType=${(/** @type {string} */ text) => form.set(typed(values, key, text))} />`)}
      <p class="quiet">${app.t("class.counts_only")}</p>
      ${form.trouble && html`<${Notice} tone="bad" live title=${app.t("class.unkept")}><p>${app.t("class.unkept.text")}</p><//>`}
      ${asked.length > 0
        ? html`<${Question} app=${app} asked=${asked} keep=${form.keep} busy=${form.busy} />`
        : html`<${Button} kind="primary" type="submit" wide icon="save" busy=${form.busy}>${app.t("class.keep")}<//>`}
    </form>
    <${Invitation} app=${app} work=${work} />
  <//>`;
}

/** The state of the form: every change is kept at once as a draft, so that a killed page forgets nothing. @param {any} given */
function useForm({ app, name, week, begins }) {
  const [values, setValues] = useState(/** @type {Values} */ (begins.values));
  const [kept, setKept] = useState(begins.kept);
  const [asked, setAsked] = useState(/** @type {string[]} */ ([]));
  const [errors, setErrors] = useState(/** @type {Record<string, string>} */ ({}));
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(false);
  const set = (/** @type {Values} */ next) => {
    setValues(next);
    setAsked([]);
    setErrors({});
    app.vault.change(DRAFT, () => ({ name, week, values: next })).then(() => setTrouble(false), () => setTrouble(true));
  };
  const keep = async () => {
    setBusy(true);
    try {
      setKept(await app.vault.append("class", fieldsOf(name, week, values)));
      await app.vault.change(DRAFT, () => null);
      setAsked([]);
      setTrouble(false);
      app.announce(app.t("class.kept"));
      document.querySelector("h1")?.scrollIntoView({ block: "center" });
      app.vault.sync();
    } catch {
      setTrouble(true);
    }
    setBusy(false);
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = faults(app, values);
    setErrors(wrong);
    if (Object.keys(wrong).length) return focusFirst();
    const strange = doubts(values);
    setAsked(strange);
    return strange.length ? undefined : keep();
  };
  return { values, kept, asked, errors, busy, trouble, set, level: (/** @type {string} */ band) => set({ ...values, age_band: band }), keep, submit };
}

/** What is missing or too large, in words, by field. @param {App} app @param {Values} values @returns {Record<string, string>} */
const faults = (app, values) => Object.fromEntries([
  ...missing(values).map((key) => [key, app.t("class.missing")]),
  ...beyond(values).map((key) => [key, app.t("class.beyond", { most: LIMITS[key] })]),
]);

/** Put the cursor where something is missing, once the errors are drawn. */
const focusFirst = () => setTimeout(() => /** @type {HTMLElement|null} */ (document.querySelector("[aria-invalid='true'], .level-missing input"))?.focus(), 0);

/** @param {{app: App, work: any, value: string, error?: string, onChange: (value: string) => void}} props */
function Level({ app, work, value, error, onChange }) {
  const told = work.levels ?? LEVELS.map((key) => ({ key, vi: "", en: "" }));
  const options = told.map((/** @type {any} */ level) => ({ value: level.key, label: app.say.either(level) || app.t(`class.level.${level.key}`) }));
  return html`<div class=${error ? "field-wrong level-missing" : ""}>
    <${Choices} row legend=${app.t("class.level")} value=${value} options=${options} onChange=${onChange} />
    ${error && html`<p class="error" role="alert">${error}</p>`}
  </div>`;
}

/** What contradicts itself, as a question; the teacher may know better. @param {{app: App, asked: string[], keep: () => void, busy: boolean}} props */
function Question({ app, asked, keep, busy }) {
  return html`<${Notice} tone="warn" live title=${app.t("class.doubt")}>
    ${asked.map((key) => html`<p key=${key}>${app.t(`class.doubt.${key}`)}</p>`)}
    <p>${app.t("class.doubt.what")}</p>
    <${Actions}><${Button} kind="primary" busy=${busy} onClick=${keep}>${app.t("class.doubt.right")}<//><//>
  <//>`;
}

/** The code that families scan; it counts for the school, and says nothing about who scanned. @param {{app: App, work: any}} props */
function Invitation({ app, work }) {
  const address = `${location.origin}/i?u=${encodeURIComponent(work.device.unit.code)}`;
  const [open, setOpen] = useState(false);
  return html`<${Card} icon="share" title=${app.t("class.invite")}>
    <p>${app.t("class.invite.text")}</p>
    ${open
      ? html`<div class="invite-code"><${QrCode} text=${address} label=${app.t("class.invite.code", { address })} /></div>`
      : html`<${Button} icon="scan" wide onClick=${() => setOpen(true)}>${app.t("class.invite.show")}<//>`}
    <p class="quiet">${app.t("class.invite.paper")}</p>
  <//>`;
}
