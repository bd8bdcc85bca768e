/** Answers of a declaration in words: as a list on the page, and as the text of a file for the person. */

import { Button, Card, html } from "./ui.js";
import { QUESTIONS, lastDay } from "../core/declaration.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/declaration.js").Answers} Answers */
/** @typedef {import("../core/declaration.js").Declared} Declared */
/** @typedef {import("../screens/declaration.js").Person} Person */

/** A question, about oneself or about somebody else. @param {App} app @param {Person} person @param {string} name */
export const questionOf = (app, person, name) => app.t(person.member ? `declaration.${name}_for` : `declaration.${name}`, { name: person.name });

/** An answer in words. @param {App} app @param {Answers} answers @param {"symptoms" | typeof QUESTIONS[number]} name */
function said(app, answers, name) {
  if (name === "symptoms") {
    if (answers.symptoms === null) return app.t("declaration.not_answered");
    const chosen = answers.symptoms.length ? answers.symptoms : ["none"];
    return chosen.map((each) => app.t(each === "none" ? "declaration.symptom.none" : `symptom.${each}`)).join("; ");
  }
  if (answers[name] === null) return app.t("declaration.not_answered");
  const answer = app.t(answers[name] ? "declaration.yes" : "declaration.no");
  return name === "travel" && answers.travel && answers.where ? `${answer}: ${answers.where}` : answer;
}

/**
 * Every question and its answer; with `onChange`, a way back to each.
 * @param {{ app: App, person: Person, answers: Answers, onChange?: (name: string) => void }} props
 */
export function Answered({ app, person, answers, onChange }) {
  return html`<${Card}><dl class="facts answers">${(/** @type {const} */ (["symptoms", ...QUESTIONS])).map(
    (name) => html`<div key=${name}>
      <dt>${questionOf(app, person, name)}</dt>
      <dd>${said(app, answers, name)}
        ${onChange && html`<${Button} kind="quiet" icon="edit" aria-label=${app.t("declaration.change_of", { question: questionOf(app, person, name) })} onClick=${() => onChange(name)}>${app.t("declaration.change")}<//>`}
      </dd>
    </div>`,
  )}</dl><//>`;
}

/** The declaration as a readable text. @param {App} app @param {Person} person @param {Declared} declared */
export function declarationFile(app, person, declared) {
  const days = { day: app.say.day(declared.day), until: app.say.day(lastDay(declared.day)) };
  const lines = (/** @type {const} */ (["symptoms", ...QUESTIONS])).map((name) => `${questionOf(app, person, name)}\r\n→ ${said(app, declared.answers, name)}`);
  return [app.t("declaration.title"), app.t("declaration.for", { name: person.name }), app.t("declaration.file_day", days), "", lines.join("\r\n\r\n"), ""].join("\r\n");
}
