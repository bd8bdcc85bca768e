/** Pieces of the walk's screens: chips, steppers, the sign and the words of an outcome, and which list is walked. */

import { Icon, classes, html } from "#app/parts/ui.js";

/** @typedef {import("./app.js").App} App */

/** The outcomes in the order of their buttons. @type {import("../device/port.js").Outcome[]} */
export const OUTCOMES = ["helped", "already", "not_home", "come_back", "done"];
/** Languages that a team may be asked to bring. */
export const LANGUAGES = ["hmn", "blt", "ium", "hni", "lhu", "khb", "vi", "other"];
/** @type {Record<string, string>} */
const SIGNS = { helped: "save", already: "device", not_home: "door", come_back: "refresh", done: "check" };

/** The sign of an outcome, or of a door where nobody was yet. @param {string|null} outcome */
export const signOf = (outcome) => (outcome ? (SIGNS[outcome] ?? "info") : "home");

/** The list that is walked: the one chosen last, else the first. @param {App} app */
export function chosenList(app) {
  const lists = app.work?.lists ?? [];
  return lists.find((each) => each.id === app.choices.list) ?? lists[0] ?? null;
}

/** The number that a field has on the paper sheet too; read with the eye, beside words that say it. @param {{number: number|undefined}} props */
const FieldNumber = ({ number }) => number && html`<small class="field-number" aria-hidden="true">${number}</small>`;

/** Choices of which one holds, as buttons; `quiet` says the legend to a screen reader alone. @param {{legend: string, field?: number, quiet?: boolean, value: string|null, options: {value: string, label: any}[], onChoose: (value: string) => void}} props */
export const Chips = ({ legend, field, quiet, value, options, onChoose }) => html`<fieldset class=${classes("chips", quiet && "chips-even")}>
  <legend class=${classes(quiet && "unseen")}><${FieldNumber} number=${field} />${legend}</legend>
  ${options.map(
    (each) => html`<button key=${each.value} type="button" class="chip" aria-pressed=${each.value === value ? "true" : "false"} onClick=${() => onChoose(each.value)}>${each.label}</button>`,
  )}
</fieldset>`;

/** One more, one fewer. @param {{app: App, label: string, field?: number, value: number, most?: number, onChange: (value: number) => void}} props */
export function Stepper({ app, label, field, value, most = 20, onChange }) {
  const button = (/** @type {number} */ by, /** @type {string} */ words, /** @type {string} */ sign) => {
    const off = value + by < 0 || value + by > most;
    return html`<button type="button" class="stepper-button" aria-label=${`${words}: ${label}`} aria-disabled=${off ? "true" : undefined}
      onClick=${() => !off && onChange(value + by)}><${Icon} name=${sign} /></button>`;
  };
  return html`<div class="stepper" role="group" aria-label=${label}>
    <span class="stepper-label"><${FieldNumber} number=${field} />${label}</span>
    ${button(-1, app.t("stepper.fewer"), "minus")}<output aria-live="polite">${app.say.number(value)}</output>${button(1, app.t("stepper.more"), "plus")}
  </div>`;
}

/** One outcome as a big button. @param {{app: App, outcome: string, sign?: string, label?: string, field?: number, wide?: boolean, off?: boolean, onClick: () => void}} props */
export const OutcomeButton = ({ app, outcome, sign, label, field, wide, off, onClick }) =>
  html`<button type="button" class=${classes("outcome", `outcome-${outcome}`, wide && "outcome-wide")} aria-disabled=${off ? "true" : undefined} onClick=${() => !off && onClick()}>
    <${Icon} name=${sign ?? signOf(outcome)} size="large" /><span>${label ?? app.t(`outcome.${outcome}`)}</span><${FieldNumber} number=${field} />
  </button>`;
