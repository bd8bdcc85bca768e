/**
 * Contact days: for each of fourteen days how many encounters, how long, how near, and a private note.
 */

import { html, Actions, Button, Card, Facts, Field, LinkButton, More, Notice, Page, Text, useEffect, useLoaded, useState } from "../parts/ui.js";
import { BandWords, Trouble, duration } from "../parts/contacts.js";
import { useChecked } from "../parts/checked.js";
import { DayBars, Legend, figures } from "../parts/day_bars.js";
import { Withdrawn } from "../parts/withdrawn.js";
import { dayNames, keyDay } from "../core/calendar_days.js";
import { BANDS, contactDays, fullBar, keptNotes, nothingMeasured, withNote } from "../core/contact_days.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/contact_days.js").ContactDay} ContactDay */

const LONGEST_NOTE = 500;

export const screen = { path: "days", title: "days.title", icon: "calendar", nav: true, View };

/** @param {{app: App, params: Record<string, string>}} props */
export function View({ app, params }) {
  const { value, error, again } = useLoaded(() => loaded(app));
  useChecked(again);
  return html`<${Page} title=${app.t("days.title")} lead=${app.t("days.lead")} icon="calendar">
    ${error && html`<${Trouble} app=${app} error=${error} again=${again} />`}
    ${value && html`<${Diary} app=${app} ...${value} first=${params.id} />`}
  <//>`;
}

/** Everything that the screen shows. @param {App} app */
async function loaded(app) {
  const [status, told, exposures, notes] = await Promise.all([
    app.device.status(), app.device.days(), app.device.exposures(), app.device.settings("notes"),
  ]);
  const today = keyDay(new Date(status.now));
  const days = contactDays(told, today, status.counting_since);
  const kept = keptNotes(notes, days.map((/** @type {ContactDay} */ each) => each.day));
  if (notes && Object.keys(notes).length !== Object.keys(kept).length) await app.device.set("notes", kept);
  return { days, today, since: status.counting_since, withdrawn: status.withdrawn, marked: marksOf(exposures), notes: kept };
}

/** The strongest level of the exposures of each day. @param {readonly {day: string, level: string}[]} exposures */
const marksOf = (exposures) =>
  new Map([...exposures].sort((one, other) => other.level.localeCompare(one.level)).map((each) => [each.day, each.level]));

/** @param {{app: App, days: ContactDay[], today: string, since: string|null, withdrawn: {day: string, at: string}[], marked: Map<string, string>, notes: Record<string, string>, first?: string}} props */
function Diary({ app, days, today, since, withdrawn, marked, notes: before, first }) {
  const [chosen, choose] = useState(days.some((each) => each.day === first) ? String(first) : days[0].day);
  const [notes, setNotes] = useState(before);
  useEffect(() => {
    if (first && days.some((each) => each.day === first)) choose(first);
  }, [first]);
  const day = days.find((each) => each.day === chosen) ?? days[0];
  const browser = nothingMeasured(days);
  return html`
    ${browser && html`<${Browser} app=${app} />`}
    <${Withdrawn} app=${app} withdrawn=${withdrawn} />
    ${!browser && since && since > days[days.length - 1].day && html`<p class="quiet">${app.t("days.since", { day: dayNames(since, app.language).whole })}</p>`}
    <${Card} class="diary">
      <${DayBars} app=${app} days=${days} chosen=${chosen} marked=${marked} onChoose=${choose} />
      ${!browser && html`<div class="bars-foot"><${Legend} app=${app} marks=${[...marked.values()]} /><p class="quiet">${app.t("days.press", { time: duration(app, fullBar(days)) })}</p></div>`}
    <//>
    <${Day} key=${chosen} app=${app} day=${day} today=${today} mark=${marked.get(chosen)} />
    <${Note} key=${`note ${chosen}`} app=${app} day=${chosen} notes=${notes} days=${days} onSaved=${setNotes} />
    ${!browser && html`<${Table} app=${app} days=${days} notes=${notes} /><${More} title=${app.t("days.sure")}><${Text} text=${app.t("days.sure_text")} /><p>${app.t("days.nobody_knows")}</p><//>`}
  `;
}

/** What a browser cannot do, and what it still can. @param {{app: App}} props */
const Browser = ({ app }) =>
  html`<${Notice} tone="info" title=${app.t("days.browser")}>
    <p>${app.t("days.browser_text")}</p>
    <${Actions}><${LinkButton} href="#/places" icon="place">${app.t("days.browser_places")}<//><//>
  <//>`;

/** One day in words and pictures. @param {{app: App, day: ContactDay, today: string, mark?: string}} props */
function Day({ app, day, today, mark }) {
  const name = dayNames(day.day, app.language).whole;
  return html`<${Card} title=${name} icon="calendar" class="one-day">
    <p class="quiet">${day.day === today ? app.t("days.today") : app.t("contacts.seven")}</p>
    ${!day.measured && html`<p>${app.t("days.not_measured_text")}</p>`}
    ${day.measured && day.encounters === 0 && html`<p>${app.t("days.nobody_text")}</p>`}
    ${day.measured && day.encounters > 0 && html`<${Measured} app=${app} day=${day} />`}
    ${mark && html`<${Notice} tone=${mark === "high" ? "bad" : "info"}><p>${app.t(`days.warned_${mark}`)}. <a href="#/warnings">${app.t("days.see_warning")}</a></p><//>`}
  <//>`;
}

/** @param {{app: App, day: ContactDay}} props */
const Measured = ({ app, day }) =>
  html`<p class="figure">${app.t("days.encounters", { count: day.encounters })}</p>
    <${Facts} facts=${[
      [app.t("days.in_all"), duration(app, day.minutes)],
      ...BANDS.map((band) => [html`<${BandWords} app=${app} band=${band} long=${true} />`, duration(app, day[band])]),
    ]} />`;

/** The person's own note for a day. @param {{app: App, day: string, notes: Record<string, string>, days: ContactDay[], onSaved: (notes: Record<string, string>) => void}} props */
function Note({ app, day, notes, days, onSaved }) {
  const [text, setText] = useState(notes[day] ?? "");
  const [known, setKnown] = useState(notes[day] ?? "");
  const [state, setState] = useState({ busy: false, said: "", error: /** @type {any} */ (null) });
  const kept = days.map((each) => each.day);
  const save = async () => {
    setState({ busy: true, said: "", error: null });
    try {
      const stored = keptNotes(await app.device.settings("notes"), kept);
      if ((stored[day] ?? "") !== known) {
        setKnown(stored[day] ?? "");
        setState({ busy: false, said: app.t("days.note_elsewhere", { text: stored[day] ?? "" }), error: null });
        return;
      }
      const next = withNote(stored, day, text, kept);
      await app.device.set("notes", next);
      setKnown(next[day] ?? "");
      onSaved(next);
      setState({ busy: false, said: app.t(next[day] ? "days.note_saved" : "days.note_removed"), error: null });
    } catch (error) {
      setState({ busy: false, said: "", error });
    }
  };
  return html`<${Card} class="note">
    <${Field} as="textarea" rows="3" maxlength=${LONGEST_NOTE} label=${app.t("days.note")} help=${app.t("days.note_help")}
      value=${text} onInput=${(/** @type {any} */ event) => setText(event.currentTarget.value)} />
    ${state.error && html`<${Trouble} app=${app} error=${state.error} />`}
    <p role="status" class="said">${state.said}</p>
    <${Actions}><${Button} icon="save" busy=${state.busy} disabled=${text.trim() === known} onClick=${save}>${app.t("days.note_save")}<//><//>
  <//>`;
}

/** The same figures for those who would rather read. @param {{app: App, days: ContactDay[], notes: Record<string, string>}} props */
const Table = ({ app, days, notes }) =>
  html`<${More} title=${app.t("days.table")}>
    <div class="table-wrap" tabindex="0" role="region" aria-label=${app.t("days.table_name")}><table>
      <thead><tr>
        <th scope="col">${app.t("days.column_day")}</th><th scope="col">${app.t("days.column_encounters")}</th><th scope="col">${app.t("days.in_all")}</th>
        ${BANDS.map((band) => html`<th scope="col">${app.t(`contacts.${band}`)}</th>`)}
      </tr></thead>
      <tbody>${days.map((each) => html`<${Line} key=${each.day} app=${app} day=${each} noted=${Boolean(notes[each.day])} />`)}</tbody>
    </table></div>
  <//>`;

/** @param {{app: App, day: ContactDay, noted: boolean}} props */
const Line = ({ app, day, noted }) => {
  const name = dayNames(day.day, app.language);
  return html`<tr>
    <th scope="row"><span title=${figures(app, day)}>${name.short} ${name.date}</span>${noted && html` <span class="quiet">(${app.t("days.note_mark")})</span>`}</th>
    ${day.measured
      ? html`<td>${app.say.number(day.encounters)}</td><td>${duration(app, day.minutes)}</td>${BANDS.map((band) => html`<td>${duration(app, day[band])}</td>`)}`
      : html`<td colspan="5" class="quiet">${app.t("days.not_measured")}</td>`}
  </tr>`;
};
