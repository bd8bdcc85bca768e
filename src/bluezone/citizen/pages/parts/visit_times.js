/** The dialog in which a person corrects when they came to a place and when they left. */

import { Button, Field, Sheet, html, useState } from "./ui.js";
import { localTime } from "./visit_words.js";
import { range, toMoment, wrongTimes } from "../core/visits.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/visits.js").CheckIn} CheckIn */

/** The device's own refusals, in the words of the dialog. */
const REFUSALS = /** @type {Record<string, string>} */ ({ check_in_order_wrong: "order", check_in_out_of_range: "range" });

/** @param {{ app: App, visit: CheckIn, onClose: () => void, onSaved: (after: CheckIn[]) => void }} props */
export function VisitTimes({ app, visit, onClose, onSaved }) {
  const [start, setStart] = useState(localTime(visit.start));
  const [end, setEnd] = useState(localTime(visit.end));
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const limits = range(visit);
  const said = { first: app.say.moment(limits.first), last: app.say.moment(limits.last) };
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const [begun, ended] = [new Date(start), new Date(end)];
    const wrong = wrongTimes(visit, begun, ended, app.now());
    setFault(wrong && app.t(`places.wrong.${wrong}`, said));
    if (wrong) return;
    try {
      onSaved(await app.device.changeCheckIn(visit.id, changeOf(visit, start, end)));
    } catch (error) {
      const refusal = REFUSALS[/** @type {any} */ (error)?.code];
      setFault(refusal ? app.t(`places.wrong.${refusal}`, said) : app.t("places.error.other_text"));
    }
  };
  const field = { type: "datetime-local", min: localTime(limits.first), max: localTime(limits.last), required: true };
  return html`<${Sheet} open title=${app.t("places.edit_title")} closeLabel=${app.t("places.cancel")} onClose=${onClose}>
    <p><b>${visit.name}</b></p>
    <p class="quiet">${app.t("places.edit_lead", said)}</p>
    <form class="stack" noValidate onSubmit=${save}>
      <${Field} label=${app.t("places.start")} ...${field} value=${start} onInput=${(/** @type {any} */ event) => setStart(event.currentTarget.value)} />
      <${Field} label=${app.t("places.end")} ...${field} value=${end} error=${fault} onInput=${(/** @type {any} */ event) => setEnd(event.currentTarget.value)} />
      <div class="actions">
        <${Button} kind="primary" type="submit">${app.t("places.save")}<//>
        <${Button} onClick=${onClose}>${app.t("places.cancel")}<//>
      </div>
    </form>
  <//>`;
}

/**
 * Return what a person changed; a time that was left alone keeps its seconds, and an automatic end stays automatic.
 * @param {CheckIn} visit
 * @param {string} start
 * @param {string} end
 */
function changeOf(visit, start, end) {
  return {
    ...(start !== localTime(visit.start) && { start: toMoment(new Date(start)) }),
    ...(end !== localTime(visit.end) && { end: toMoment(new Date(end)) }),
  };
}
