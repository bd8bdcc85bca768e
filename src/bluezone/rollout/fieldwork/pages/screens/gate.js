/** The gate: six very big buttons, what was tapped last with a way back, and a look at a visitor's declaration. */

import { Button, Empty, LinkButton, Notice, Page, Sheet, classes, html, useEffect, useRef, useState } from "#app/parts/ui.js";
import { clockTime, livedDay } from "#app/core/calendar_days.js";
import { MOST, isBounce, isClockLost, isForgotten, takenBack, tapped } from "../core/shift.js";
import { useAwake, useDesk } from "../parts/desk.js";
import { address } from "../parts/router.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/shift.js").Count} Count */
/** @typedef {import("../core/shift.js").Shift} Shift */
/** @typedef {import("../core/shift.js").Tap} Tap */

export const screen = { title: "gate.title", View };

/** @type {Count[]} */
const MOVEMENT = ["came", "went"];
/** @type {Count[]} */
const HELP = ["helped", "had_it", "no_smartphone", "not_now"];
/** How many of the last taps are shown. */
const SHOWN = 3;
/** Which opening of the page this is: after a power cut its running time begins anew. */
const OPENING = Math.random().toString(36).slice(2, 10);
const BUZZ = 30;

/** @param {{app: App}} props */
function View({ app }) {
  const gate = useDesk(app);
  useAwake();
  if (!gate.desk) return html`<${Page} title=${app.t("gate.title")} />`;
  const { open, closing } = gate.desk;
  if (!open || closing) return html`<${Shut} app=${app} closing=${closing} />`;
  return html`<${Counting} app=${app} shift=${open} gate=${gate} />`;
}

/** @param {{app: App, closing: boolean}} props */
function Shut({ app, closing }) {
  return html`<${Page} title=${app.t("gate.title")}>
    <${Empty} icon="people" title=${app.t(closing ? "gate.closing" : "gate.closed")}>
      ${!closing && html`<p>${app.t("gate.closed.text")}</p>`}
      <${LinkButton} kind="primary" icon="clock" href=${address("shift")}>${app.t(closing ? "gate.forgotten.go" : "gate.closed.go")}<//>
    <//>
  <//>`;
}

/** @param {{app: App, shift: Shift, gate: ReturnType<typeof useDesk>}} props */
function Counting({ app, shift, gate }) {
  const [hint, setHint] = useState(/** @type {{text: string, count?: Count}} */ ({ text: "" }));
  const { t } = app;
  const tap = (/** @type {Count} */ count, always = false) => count_(app, gate, count, always).then((said) => said && setHint(said));
  const back = (/** @type {Tap} */ given, /** @type {number} */ place) =>
    gate.change((desk) => (desk.open?.shift === shift.shift && !desk.closing ? { ...desk, open: takenBack(desk.open, place) } : desk))
      .then((after) => after && setHint({ text: t("gate.undone", { what: t(`gate.${given.count}`) }) }));
  return html`<${Page} title=${t("gate.title")} lead=${t("gate.lead", { number: shift.number, since: clockTime(new Date(shift.since)) })}>
    ${gate.trouble && html`<${Notice} tone="bad" live title=${t("gate.unkept")}><p>${t("gate.unkept.text")}</p><//>`}
    <${Doubts} app=${app} shift=${shift} />
    <${Buttons} app=${app} title="gate.movement" counts=${MOVEMENT} shift=${shift} tap=${tap} main />
    <${Buttons} app=${app} title="gate.help" counts=${HELP} shift=${shift} tap=${tap} />
    <div class="gate-hint"><p role="status">${hint.text || t("gate.no_names")}</p>
      ${hint.count && html`<${Button} onClick=${() => tap(/** @type {Count} */ (hint.count), true)}>${t("gate.plus", { what: t(`gate.${hint.count}`) })}<//>`}</div>
    <${Last} app=${app} shift=${shift} back=${back} />
    <${Declaration} app=${app} />
  <//>`;
}

/**
 * Count one tap: kept first, then said.
 * @param {App} app @param {ReturnType<typeof useDesk>} gate @param {Count} count @param {boolean} always
 */
async function count_(app, gate, count, always) {
  const tap = { count, at: app.now().toISOString(), up: Math.round(performance.now()), opening: OPENING };
  const what = app.t(`gate.${count}`);
  let bounced = false;
  const after = await gate.change((desk) => {
    if (!desk.open || desk.closing) return desk;
    bounced = !always && isBounce(desk.open, tap);
    return { ...desk, open: tapped(desk.open, tap, { always }) };
  });
  if (!after?.open) return null;
  if (bounced) return { text: app.t("gate.once"), count };
  if (navigator.userActivation?.isActive !== false) navigator.vibrate?.(BUZZ);
  const total = after.open.counts[count];
  if (total >= MOST) return { text: app.t("gate.full", { most: app.say.number(MOST) }) };
  return { text: app.t("gate.counted", { what, count: app.say.number(total) }) };
}

/** What should be looked at before going on. @param {{app: App, shift: Shift}} props */
function Doubts({ app, shift }) {
  const now = app.now();
  if (isClockLost(now)) return html`<${Notice} tone="warn" title=${app.t("gate.clock")}><p>${app.t("gate.clock.text", { day: app.say.day(livedDay(now)) })}</p><//>`;
  if (!isForgotten(shift, now)) return null;
  return html`<${Notice} tone="warn" title=${app.t("gate.forgotten")}>
    <p>${app.t("gate.forgotten.text", { number: shift.number, since: `${clockTime(new Date(shift.since))}, ${app.say.shortDay(shift.day)}` })}</p>
    <${LinkButton} href=${address("shift")}>${app.t("gate.forgotten.go")}<//>
  <//>`;
}

/** @param {{app: App, title: string, counts: Count[], shift: Shift, tap: (count: Count) => void, main?: boolean}} props */
function Buttons({ app, title, counts, shift, tap, main }) {
  return html`<div class="gate-taps" role="group" aria-label=${app.t(title)}>
    ${counts.map((count) => html`<button type="button" key=${count} class=${classes("gate-tap", main && "gate-tap-main")} data-count=${count} onClick=${() => tap(count)}>
      <span class="gate-count">${app.say.number(shift.counts[count])}</span><span>${app.t(`gate.${count}`)}</span>
    </button>`)}
  </div>`;
}

/** The last taps, newest first. @param {{app: App, shift: Shift, back: (tap: Tap, place: number) => void}} props */
function Last({ app, shift, back }) {
  const last = shift.taps.slice(-SHOWN).reverse();
  return html`<section class="gate-last"><h2 class="card-title">${app.t("gate.last")}</h2>
    ${last.length === 0 && html`<p class="quiet">${app.t("gate.last.none")}</p>`}
    <ul role="list">${last.map((tap, place) => {
      const what = app.t(`gate.${tap.count}`);
      const time = clockTime(new Date(tap.at));
      return html`<li key=${`${tap.opening}${tap.up}`}><span>${time} · ${what}</span>
        <${Button} icon="back" aria-label=${app.t("gate.undo.one", { what, time })} onClick=${() => back(tap, place)}>${app.t("gate.undo")}<//></li>`;
    })}</ul></section>`;
}

/** A look at a declaration, in a dialog; the scanner is fetched when somebody asks for it. @param {{app: App}} props */
function Declaration({ app }) {
  const [open, setOpen] = useState(false);
  const [Look, setLook] = useState(/** @type {any} */ (null));
  const wanted = useRef(true);
  useEffect(() => () => void (wanted.current = false), []);
  const show = () => {
    setOpen(true);
    import("../parts/declaration_look.js").then((module) => wanted.current && setLook(() => module.DeclarationLook), () => setOpen(false));
  };
  return html`<${Button} wide icon="scan" onClick=${show}>${app.t("gate.scan")}<//>
    <p class="quiet">${app.t("gate.scan.words")}</p>
    <${Sheet} title=${app.t("gate.scan")} open=${open} onClose=${() => setOpen(false)} closeLabel=${app.t("gate.scan.close")}>
      ${open && Look && html`<${Look} app=${app} />`}
    <//>`;
}
