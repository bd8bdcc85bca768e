/**
 * The questions of a health declaration, one a page, then all of them once more before anything is kept.
 *
 * A child from seven to fifteen is asked each time: the guardian hands over the device, and a no is a no.
 */

import { Button, Card, Choice, Field, Notice, Page, Steps, html, useEffect, useRef, useState } from "./ui.js";
import { ChildAgreement } from "./declaration_member.js";
import { Answered, questionOf } from "./declaration_answers.js";
import { address } from "./router.js";
import { livedDay } from "../core/calendar_days.js";
import { LONGEST_WHERE, QUESTIONS, missing, noAnswers, stateOf } from "../core/declaration.js";
import { SYMPTOMS } from "../core/symptoms.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/declaration.js").Answers} Answers */
/** @typedef {import("../core/declaration.js").Declared} Declared */
/** @typedef {import("../screens/declaration.js").Person} Person */
/** @typedef {(patch: Partial<Answers>) => void} Change */

/** The pages of the form; after them comes the review. */
export const PAGES = /** @type {const} */ (["symptoms", ...QUESTIONS]);

/** @param {{ app: App, person: Person, onSave: (person: Person, declared: Declared) => Promise<void>, onRefused: (person: Person) => Promise<void> }} props */
export function DeclarationForm({ app, person, onSave, onRefused }) {
  const isChild = person.member?.age === "child";
  const [agreed, setAgreed] = useState(!isChild);
  const [answers, setAnswers] = useState(() => firstAnswers(app, person));
  const [step, setStep] = useState(() => firstStep(answers));
  const [failed, setFailed] = useState(false);
  const change = (/** @type {Partial<Answers>} */ patch) => setAnswers((before) => ({ ...before, ...patch }));
  const save = async () => {
    setFailed(false);
    const declared = { answers: { ...answers, where: answers.travel ? answers.where.trim() : "" }, day: livedDay(app.now()) };
    const isComplete = missing(declared.answers).length === 0;
    try {
      await onSave(person, declared);
    } catch {
      setFailed(true);
      return;
    }
    app.announce(app.t(isComplete ? "declaration.saved" : "declaration.kept"));
    app.go(isComplete ? `declaration/${person.id}?show=1` : "declaration");
  };
  if (!agreed) return html`<${ChildAgreement} app=${app} person=${person} onAgreed=${() => setAgreed(true)} onRefused=${onRefused} />`;
  const name = PAGES[step];
  const each = { app, person, answers, failed, onLater: save, onStep: setStep };
  return name ? html`<${Question} key=${name} ...${each} name=${name} step=${step} onChange=${change} />` : html`<${Review} ...${each} onSave=${save} />`;
}

/** Answers to begin with: those of an unfinished declaration, else none. @param {App} app @param {Person} person */
function firstAnswers(app, person) {
  const isOpen = person.declared && stateOf(person.declared, livedDay(app.now())) === "incomplete";
  return isOpen && person.declared ? person.declared.answers : noAnswers();
}

/** @param {Answers} answers */
function firstStep(answers) {
  const [open] = missing(answers);
  return Math.max(0, PAGES.findIndex((each) => each === (open === "where" ? "travel" : open)));
}

/** @param {{ app: App, person: Person, name: typeof PAGES[number], step: number, answers: Answers, failed: boolean, onChange: Change, onStep: (step: number) => void, onLater: () => void }} props */
function Question({ app, person, name, step, answers, failed, onChange, onStep, onLater }) {
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const legend = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => legend.current?.focus(), []);
  const next = (/** @type {Event} */ event) => {
    event.preventDefault();
    const open = missing(answers);
    if (open.includes(name)) setFault("choose");
    else if (name === "travel" && open.includes("where")) setFault("say_where");
    else onStep(step + 1);
  };
  const change = (/** @type {Partial<Answers>} */ patch) => {
    setFault(null);
    onChange(patch);
  };
  const hint = app.say.has(`declaration.${name}_hint`) && app.t(`declaration.${name}_hint`);
  return html`<${Page} title=${app.t("declaration.title")} lead=${person.member ? app.t("declaration.for", { name: person.name }) : undefined}
    back=${{ href: address("declaration"), label: app.t("declaration.back") }}>
    <${Steps} at=${step} count=${PAGES.length} label=${app.t("declaration.step", { step: step + 1, count: PAGES.length })} />
    <form onSubmit=${next}><${Card}>
      <fieldset class="choices">
        <legend ref=${legend} tabindex="-1"><span class="question">${questionOf(app, person, name)}</span></legend>
        ${hint && html`<p class="help">${hint}</p>`}
        ${name === "symptoms" ? html`<${Symptoms} app=${app} answers=${answers} onChange=${change} />` : html`<${YesNo} app=${app} name=${name} answers=${answers} onChange=${change} />`}
      </fieldset>
      ${name === "travel" && answers.travel && html`<${Field} label=${app.t("declaration.where")} help=${app.t("declaration.where_hint")} maxlength=${LONGEST_WHERE}
        value=${answers.where} autocomplete="off" error=${fault === "say_where" && app.t("declaration.say_where")} onInput=${(/** @type {any} */ event) => change({ where: event.currentTarget.value })} />`}
      ${fault === "choose" && html`<${Notice} tone="warn" live title=${app.t("declaration.choose")} />`}
      ${failed && html`<${Notice} tone="bad" live title=${app.t("declaration.failed")} />`}
      <div class="actions form-ways">
        <${Button} kind="primary" type="submit">${app.t("declaration.next")}<//>
        ${step > 0 && html`<${Button} onClick=${() => onStep(step - 1)}>${app.t("declaration.previous")}<//>`}
        ${step > 0 && html`<${Button} kind="quiet" onClick=${onLater}>${app.t("declaration.later")}<//>`}
      </div>
    <//></form>
  <//>`;
}

/** @param {{ app: App, answers: Answers, onChange: Change }} props */
function Symptoms({ app, answers, onChange }) {
  const chosen = answers.symptoms ?? [];
  const choose = (/** @type {string} */ name, /** @type {boolean} */ on) => {
    const after = SYMPTOMS.filter((each) => (each === name ? on : chosen.includes(each)));
    onChange({ symptoms: after.length ? after : null });
  };
  return html`
    ${SYMPTOMS.map((name) => html`<${Choice} key=${name} checked=${chosen.includes(name)} onChange=${(/** @type {boolean} */ on) => choose(name, on)}>${app.t(`symptom.${name}`)}<//>`)}
    <${Choice} checked=${answers.symptoms?.length === 0} onChange=${(/** @type {boolean} */ on) => onChange({ symptoms: on ? [] : null })}>${app.t("declaration.symptom.none")}<//>`;
}

/** @param {{ app: App, name: typeof QUESTIONS[number], answers: Answers, onChange: Change }} props */
function YesNo({ app, name, answers, onChange }) {
  return html`<div class="yes-no">
    ${[true, false].map((value) => html`<${Choice} key=${String(value)} type="radio" name=${name} value=${String(value)} checked=${answers[name] === value}
      onChange=${() => onChange({ [name]: value })}>${app.t(value ? "declaration.yes" : "declaration.no")}<//>`)}
  </div>`;
}

/** @param {{ app: App, person: Person, answers: Answers, failed: boolean, onStep: (step: number) => void, onSave: () => void }} props */
function Review({ app, person, answers, failed, onStep, onSave }) {
  const [honest, setHonest] = useState(false);
  const isComplete = missing(answers).length === 0;
  return html`<${Page} title=${app.t("declaration.review")} lead=${app.t("declaration.review_lead")} back=${{ href: address("declaration"), label: app.t("declaration.back") }}>
    <${Answered} app=${app} person=${person} answers=${answers} onChange=${(/** @type {string} */ name) => onStep(PAGES.findIndex((each) => each === name))} />
    ${isComplete && html`<${Card}><${Choice} checked=${honest} onChange=${setHonest}>${app.t("declaration.honest")}<//><//>`}
    ${failed && html`<${Notice} tone="bad" live title=${app.t("declaration.failed")} />`}
    <${Button} kind="primary" icon="check" wide disabled=${isComplete && !honest} onClick=${onSave}>${app.t(isComplete ? "declaration.save" : "declaration.save_incomplete")}<//>
  <//>`;
}
