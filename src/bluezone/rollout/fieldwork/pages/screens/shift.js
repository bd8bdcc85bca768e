/** The shift: open it, look at its counts together, close it and hand over; the shifts of the last days. */

import { Actions, Button, Card, Choices, Facts, Field, LinkButton, List, More, Notice, Page, Row, Sheet, html, useState } from "#app/parts/ui.js";
import { clockTime, livedDay } from "#app/core/calendar_days.js";
import { PIN_LENGTH, isEasy } from "../core/pin_choice.js";
import { RANDOM_LENGTH, uuid7 } from "../core/uuid7.js";
import { COUNTS, LAST_SHIFT, isForgotten, nextNumber, opened, tidied, wentBeyond } from "../core/shift.js";
import { close, useDesk } from "../parts/desk.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/shift.js").Counts} Counts */
/** @typedef {import("../core/shift.js").Desk} Desk */
/** @typedef {import("../core/shift.js").Shift} Shift */

export const screen = { title: "shift.title", View };

const ONE_GATE = "1";
const PIN = { type: "password", inputmode: "numeric", autocomplete: "off", maxlength: PIN_LENGTH };

/** How a moment of a shift is said. @param {string} moment */
const time = (moment) => clockTime(new Date(moment));

/** @param {{app: App}} props */
function View({ app }) {
  const gate = useDesk(app);
  if (!gate.desk) return html`<${Page} title=${app.t("shift.title")} />`;
  const { open } = gate.desk;
  return html`<${Page} title=${app.t("shift.title")} lead=${app.t("shift.gate", { gate: gateOf(app) })}>
    ${gate.trouble && html`<${Notice} tone="bad" live title=${app.t("shift.unkept")}><p>${app.t("shift.unkept.text")}</p><//>`}
    ${open ? html`<${Open} app=${app} shift=${open} gate=${gate} />` : html`<${Begin} app=${app} desk=${gate.desk} gate=${gate} />`}
    <${Past} app=${app} desk=${gate.desk} />
  <//>`;
}

/** How this telephone's gate is called. @param {App} app */
const gateOf = (app) => String(app.work?.post?.gate ?? app.work?.device.part ?? "") || ONE_GATE;

/** @param {{app: App, desk: Desk, gate: ReturnType<typeof useDesk>}} props */
function Begin({ app, desk, gate }) {
  const today = livedDay(app.now());
  const [number, setNumber] = useState(nextNumber(desk, today));
  const [pins, setPins] = useState({ before: "", after: "" });
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const { t } = app;
  const type = (/** @type {"before"|"after"} */ name) => (/** @type {any} */ event) => setPins({ ...pins, [name]: event.currentTarget.value });
  const begin = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const said = await changedPin(app, pins);
    setWrong(said);
    if (!said) await gate.change((before) => opened(tidied(before, today), shiftOf(app, number)));
    setBusy(false);
  };
  const options = Array.from({ length: LAST_SHIFT }, (_, at) => ({ value: String(at + 1), label: t("shift.one", { number: at + 1 }) }));
  return html`<${Card} title=${t("shift.open")} icon="clock">
    <form class="stack" onSubmit=${begin}>
      <p>${t("shift.day", { day: app.say.day(today) })}</p>
      <${Choices} row legend=${t("shift.number")} value=${String(number)} options=${options} onChange=${(/** @type {string} */ value) => setNumber(Number(value))} />
      <${More} title=${t("shift.pin")} open=${Boolean(wrong)}>
        <p>${t("shift.pin.text")}</p>
        <${Field} label=${t("shift.pin.before")} ...${PIN} value=${pins.before} onInput=${type("before")} />
        <${Field} label=${t("shift.pin.after")} ...${PIN} value=${pins.after} onInput=${type("after")} />
      <//>
      ${wrong && html`<${Notice} tone="bad" live><p>${wrong}</p><//>`}
      <${Button} kind="primary" type="submit" wide icon="play" busy=${busy}>${t("shift.go")}<//>
    </form>
    <p class="quiet">${t("shift.midnight")}</p>
  <//>`;
}

/** A new shift as it is kept. @param {App} app @param {number} number */
function shiftOf(app, number) {
  const now = app.now();
  const name = uuid7(now, crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH)));
  return { shift: name, gate: gateOf(app), number, day: livedDay(now), since: now.toISOString() };
}

/** Change the PIN where somebody typed one; what is wrong, or nothing. @param {App} app @param {{before: string, after: string}} pins */
async function changedPin(app, { before, after }) {
  if (!before && !after) return "";
  if (!/^\d+$/.test(after) || after.length !== PIN_LENGTH || after === before || isEasy(after)) return app.t("shift.pin.short");
  try {
    return (await app.vault.changePin(before, after)) ? "" : app.t("shift.pin.wrong");
  } catch (/** @type {any} */ error) {
    if (error?.code === "pin_short") return app.t("shift.pin.short");
    throw error;
  }
}

/** @param {{app: App, shift: Shift, gate: ReturnType<typeof useDesk>}} props */
function Open({ app, shift, gate }) {
  const [ending, setEnding] = useState(false);
  const [busy, setBusy] = useState(false);
  const { t } = app;
  const isClosing = Boolean(gate.desk?.closing);
  const end = async () => {
    setBusy(true);
    try {
      await close(app.vault, app.now());
      app.toast({ text: t("shift.done") });
      app.vault.sync();
    } catch {
      setEnding(false);
      gate.setTrouble(true);
    }
    setBusy(false);
  };
  return html`<${Card} title=${t("shift.one", { number: shift.number })} icon="clock">
      <p>${t("shift.since", { since: `${time(shift.since)}, ${app.say.shortDay(shift.day)}` })}</p>
      ${isClosing && html`<${Notice} tone="warn"><p>${t("shift.closing")}</p><//>`}
      ${!isClosing && isForgotten(shift, app.now()) && html`<${Notice} tone="warn"><p>${t("shift.forgotten")}</p><//>`}
      <${Counted} app=${app} counts=${shift.counts} />
      <${Actions}>
        ${!isClosing && html`<${LinkButton} kind="primary" icon="people" href=${address("gate")}>${t("shift.back")}<//>`}
        <${Button} icon="check" onClick=${() => setEnding(true)}>${t("shift.close")}<//>
      <//>
    <//>
    <${Sheet} title=${t("shift.summary")} open=${ending} onClose=${() => setEnding(false)} closeLabel=${t("shift.cancel")}>
      <p>${t("shift.summary.text")}</p>
      <${Counted} app=${app} counts=${shift.counts} />
      ${wentBeyond(shift.counts) > 0 && html`<${Notice} tone="warn" title=${t("shift.beyond", { count: wentBeyond(shift.counts) })}><p>${t("shift.beyond.text")}</p><//>`}
      <${Actions}>
        <${Button} kind="primary" icon="check" busy=${busy} onClick=${end}>${t("shift.yes")}<//>
        <${Button} onClick=${() => setEnding(false)}>${t("shift.no")}<//>
      <//>
    <//>`;
}

/** @param {{app: App, counts: Counts}} props */
const Counted = ({ app, counts }) => html`<${Facts} facts=${COUNTS.map((count) => [app.t(`shift.${count}`), app.say.number(counts[count])])} />`;

/** @param {{app: App, desk: Desk}} props */
function Past({ app, desk }) {
  return html`<${Card} title=${app.t("shift.past")} icon="calendar">
    ${desk.past.length === 0 && html`<p class="quiet">${app.t("shift.past.none")}</p>`}
    <${List}>${desk.past.map((each) => html`<${Row} key=${each.shift}
      title=${`${app.say.shortDay(each.day)} · ${app.t("shift.one", { number: each.number })} · ${app.t("shift.until", { since: time(each.since), until: time(each.until) })}`}
      text=${app.t("shift.past.line", each.counts)} />`)}<//>
  <//>`;
}
