/**
 * The exposure report: choose what to tell, see every field exactly as it will be read, send, see that it arrived.
 *
 * The mark of a letter that was sent is kept until the answer came, so that after a lost network or a closed window the
 * same letter is sent again: it is never counted twice and never lost.
 */

import { html, Actions, Button, Card, Choice, Facts, Field, LinkButton, More, Notice, Steps, useEffect, useState } from "./ui.js";
import { BandWords, Trouble, codeOf, duration } from "./contacts.js";
import { whileSending } from "./sending.js";
import { dayNames } from "../core/calendar_days.js";
import { SYMPTOMS } from "../core/symptoms.js";
import { LONGEST_NAME, LONGEST_NOTE, emptyWish, letterDraft, wishFault } from "../core/exposure_letter.js";
import { strongestFirst } from "../core/warnings.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/warnings.js").Exposure} Exposure */
/** @typedef {import("../core/exposure_letter.js").Wish} Wish */

/** Where the mark of a letter under way is kept. */
const KEPT = "letter";
/** Codes after which the same letter cannot be sent again. */
const LETTER_GONE = new Set(["mark_unknown", "letter_unknown", "consent_outdated", "letter_refused"]);
const TROUBLES = new Map([["letter_refused", "letter.refused"], ["keys_missing", "letter.no_key"], ["keys_expired", "letter.no_key"], ["mail_key_unknown", "letter.no_key"], ["report_too_long", "letter.too_long"]]);

/** @param {{app: App, exposures: Exposure[]}} props */
export function Letter({ app, exposures }) {
  const [step, setStep] = useState("write");
  const [wish, setWish] = useState(() => emptyWish(exposures));
  const [preview, setPreview] = useState(/** @type {any} */ (null));
  const [state, setState] = useState({ busy: false, fault: "", error: /** @type {any} */ (null) });
  useEffect(() => {
    app.store.get(KEPT).then((/** @type {any} */ kept) => kept?.mark && setStep("uncertain"), () => undefined);
  }, []);
  const show = async () => {
    const fault = wishFault(wish) ?? "";
    setState({ busy: fault === "", fault, error: null });
    if (fault) return;
    try {
      setPreview(await app.device.letterPreview(letterDraft(wish)));
      setStep("look");
      setState({ busy: false, fault: "", error: null });
    } catch (error) {
      setState({ busy: false, fault: "", error });
    }
  };
  const send = async () => {
    setState({ busy: true, fault: "", error: null });
    const outcome = await sent(app, preview?.mark);
    setState({ busy: false, fault: "", error: outcome.error });
    setStep(outcome.step);
    app.announce(app.t(outcome.step === "done" ? "letter.done" : "letter.uncertain"));
  };
  const steps = { write: 0, look: 1, uncertain: 1, done: 2 };
  const at = steps[/** @type {keyof typeof steps} */ (step)];
  return html`<${Steps} at=${at} count=${3} label=${app.t("letter.step", { at: at + 1, count: 3 })} />
    ${state.error && html`<${LetterTrouble} app=${app} error=${state.error} />`}
    ${step === "write" && html`<${Write} app=${app} exposures=${exposures} wish=${wish} onWish=${setWish} fault=${state.fault} busy=${state.busy} onNext=${show} />`}
    ${step === "look" && html`<${Look} app=${app} preview=${preview} busy=${state.busy} onBack=${() => setStep("write")} onSend=${send} />`}
    ${step === "uncertain" && html`<${Uncertain} app=${app} busy=${state.busy} onSend=${send} />`}
    ${step === "done" && html`<${Done} app=${app} />`}`;
}

/**
 * Send the letter with this mark, or the one that was kept; say which step comes next.
 * @param {App} app
 * @param {string|undefined} mark
 */
async function sent(app, mark) {
  try {
    return await whileSending(async () => {
      const known = mark ?? (await app.store.get(KEPT))?.mark;
      if (!known) return { step: "write", error: null };
      await app.store.set(KEPT, { mark: known });
      const answer = await app.device.sendLetter(known);
      if (!answer.arrived) return { step: "uncertain", error: null };
      await app.store.set(KEPT, {});
      return { step: "done", error: null };
    });
  } catch (error) {
    if (!LETTER_GONE.has(codeOf(error))) return { step: "uncertain", error };
    await app.store.set(KEPT, {}).catch(() => undefined);
    return { step: "write", error };
  }
}

/** What went wrong with a letter. @param {{app: App, error: any}} props */
function LetterTrouble({ app, error }) {
  const word = TROUBLES.get(codeOf(error)) ?? (LETTER_GONE.has(codeOf(error)) ? "letter.gone" : "");
  return word ? html`<${Notice} tone="warn" live=${true}><p>${app.t(word)}</p><//>` : html`<${Trouble} app=${app} error=${error} />`;
}

/** @param {{app: App, exposures: Exposure[], wish: Wish, onWish: (wish: Wish) => void, fault: string, busy: boolean, onNext: () => void}} props */
function Write({ app, exposures, wish, onWish, fault, busy, onNext }) {
  const put = (/** @type {Partial<Wish>} */ patch) => onWish({ ...wish, ...patch });
  const text = (/** @type {"name"|"telephone"|"note"} */ name) => ({
    value: wish[name],
    error: fault === name && app.t(`letter.wrong_${name}`),
    onInput: (/** @type {any} */ event) => put({ [name]: event.currentTarget.value }),
  });
  const commune = app.choices.counted;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    onNext();
  };
  return html`<form class="stack letter-form" onSubmit=${submit} novalidate>
    <${Card}><fieldset class="choices"><legend>${app.t("letter.which")}</legend>
      ${fault === "exposures" && html`<p class="error" role="alert">${app.t("letter.wrong_exposures")}</p>`}
      ${strongestFirst(exposures).map((each) => html`<${Choice} key=${each.id} checked=${wish.exposures.includes(each.id)} disabled=${each.reported}
        help=${each.reported ? app.t("letter.already") : app.t(`warnings.level_${each.level}`)}
        onChange=${(/** @type {boolean} */ on) => put({ exposures: toggled(wish.exposures, each.id, on) })}>${short(app, each)}<//>`)}
    </fieldset><//>
    <${Card}><fieldset class="choices"><legend>${app.t("letter.symptoms")}</legend>
      <p class="help">${app.t("letter.symptoms_help")}</p>
      ${SYMPTOMS.map((each) => html`<${Choice} key=${each} checked=${wish.symptoms.includes(each)}
        onChange=${(/** @type {boolean} */ on) => put({ symptoms: toggled(wish.symptoms, each, on) })}>${app.t(`symptom.${each}`)}<//>`)}
    </fieldset><//>
    <${Card} title=${app.t("letter.reach")}>
      <p class="help">${app.t("letter.reach_help")}</p>
      <${Field} label=${app.t("letter.name")} autocomplete="name" maxlength=${LONGEST_NAME} ...${text("name")} />
      <${Field} label=${app.t("letter.telephone")} type="tel" inputmode="tel" autocomplete="tel" maxlength="24" ...${text("telephone")} />
      ${commune && /^\d{5}$/.test(commune.unit) && html`<${Choice} checked=${wish.commune !== ""} onChange=${(/** @type {boolean} */ on) => put({ commune: on ? commune.unit : "" })}>${app.t("letter.commune", { name: commune.name })}<//>`}
      <${Field} as="textarea" rows="3" label=${app.t("letter.note")} help=${app.t("letter.note_help", { count: LONGEST_NOTE - [...wish.note].length })} maxlength=${LONGEST_NOTE} ...${text("note")} />
    <//>
    <p class="quiet">${app.t("letter.nothing_yet")}</p>
    <${Actions}><${Button} kind="primary" type="submit" icon="eye" busy=${busy}>${app.t("letter.look")}<//><//>
  </form>`;
}

/** @param {readonly string[]} list @param {string} name @param {boolean} on */
const toggled = (list, name, on) => (on ? [...list.filter((each) => each !== name), name] : list.filter((each) => each !== name));

/** An exposure in one line. @param {App} app @param {Pick<Exposure, "day"|"kind"|"place"|"minutes">} exposure */
function short(app, exposure) {
  const what = exposure.kind === "place" && exposure.place ? exposure.place : app.t(`warnings.kind_${exposure.kind}`);
  const long = exposure.minutes === null ? "" : ` · ${app.t("warnings.about", { time: duration(app, exposure.minutes) })}`;
  return `${dayNames(exposure.day, app.language).whole} · ${what}${long}`;
}

/** @param {{app: App, preview: any, busy: boolean, onBack: () => void, onSend: () => void}} props */
function Look({ app, preview, busy, onBack, onSend }) {
  const { report } = preview;
  const said = (/** @type {string} */ value) => value || html`<span class="quiet">${app.t("letter.empty")}</span>`;
  return html`<${Card} title=${app.t("letter.exactly")} icon="eye">
      <${Facts} facts=${[
        ...report.encounters.map((/** @type {any} */ each, /** @type {number} */ index) => [app.t("letter.field_encounter", { at: index + 1 }), html`${short(app, each)}${each.band && html`<br /><${BandWords} app=${app} band=${each.band} />`}`]),
        [app.t("letter.field_symptoms"), said(report.symptoms.map((/** @type {string} */ each) => app.t(`symptom.${each}`)).join(", "))],
        [app.t("letter.name"), said(report.reach.name)],
        [app.t("letter.telephone"), said(report.reach.telephone)],
        [app.t("letter.field_commune"), said(report.commune)],
        [app.t("letter.note"), said(report.note)],
        [app.t("letter.field_written"), dayNames(report.written, app.language).whole],
        [app.t("letter.field_id"), html`<code>${report.id}</code>`],
        [app.t("letter.field_version"), app.say.number(report.version)],
      ]} />
      <${More} title=${app.t("letter.raw")}><pre class="raw" tabindex="0">${JSON.stringify(report, null, 2)}</pre><//>
    <//>
    <${Card} title=${app.t("letter.how")} icon="lock">
      <p>${app.t("letter.to", { recipient: preview.recipient })}</p>
      <p>${app.t("letter.sealed", { bytes: preview.bytes })}</p>
      <p>${app.t("letter.not_inside")}</p>
    <//>
    <${Actions}>
      <${Button} kind="primary" icon="send" busy=${busy} onClick=${onSend}>${app.t("letter.send")}<//>
      <${Button} onClick=${onBack} disabled=${busy}>${app.t("letter.change")}<//>
      <${LinkButton} href="#/warnings" kind="quiet">${app.t("letter.stop")}<//>
    <//>`;
}

/** @param {{app: App, busy: boolean, onSend: () => void}} props */
const Uncertain = ({ app, busy, onSend }) =>
  html`<${Notice} tone="warn" title=${app.t("letter.uncertain")}>
    <p>${app.t("letter.uncertain_text")}</p>
    <${Actions}>
      <${Button} kind="primary" icon="send" busy=${busy} onClick=${onSend}>${app.t("letter.again")}<//>
      <${LinkButton} href="#/warnings">${app.t("letter.later")}<//>
    <//>
  <//>`;

/** @param {{app: App}} props */
const Done = ({ app }) =>
  html`<${Notice} tone="good" title=${app.t("letter.done")}>
    <p>${app.t("letter.done_text")}</p>
    <${Actions}><${LinkButton} href="#/warnings" kind="primary">${app.t("letter.back")}<//><//>
  <//>`;
