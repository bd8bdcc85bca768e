/** A union volunteer's day: people at the entrance, phones helped, pledges and certificates, by count and never by name. */

import { Actions, Button, Card, Choices, Facts, Field, List, Notice, Page, Row, Sheet, classes, html, useEffect, useLoaded, useState } from "#app/parts/ui.js";
import { RANDOM_LENGTH, uuid7 } from "../core/uuid7.js";
import { dayOf } from "../core/class_count.js";
import { ACTIVITIES, begun, earlier, fieldsOf, helped, takenBack, tapped, timeOf, toldOf, typed, unsaid } from "../core/movement_day.js";
import { Counter } from "../parts/counter.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/movement_day.js").Day} Day */
/** @typedef {import("../core/movement_day.js").Count} Count */

export const screen = { title: "movement.title", View };

/** The small document that is the open event. */
const OPEN = "movement-day";
/** @type {Count[]} */
const TAPS = ["with_radio", "browser_only", "pledges", "certificates"];

/** @param {{app: App}} props */
function View({ app }) {
  const loaded = useLoaded(() => Promise.all([app.vault.work(), app.vault.mine(), app.vault.get(OPEN)]));
  if (!loaded.value) return html`<${Page} title=${app.t("movement.title")} />`;
  const [work, events, day] = loaded.value;
  if (day) return html`<${OpenDay} key=${day.event} app=${app} work=${work} first=${day} closed=${loaded.again} />`;
  return html`<${Begin} app=${app} work=${work} events=${events} again=${loaded.again} />`;
}

/** What activities are called, as the campaign's form says. @param {App} app @param {any} work */
const activities = (app, work) =>
  (work.activities ?? ACTIVITIES.map((key) => ({ key, vi: "", en: "" }))).map((/** @type {any} */ each) => ({ value: each.key, label: app.say.either(each) || app.t(`movement.activity.${each.key}`) }));

/** @param {App} app @param {any} work @param {string} key */
const activityName = (app, work, key) => activities(app, work).find((/** @type {any} */ each) => each.value === key)?.label ?? key;

/** @param {{app: App, work: any, events: any[], again: () => void}} props */
function Begin({ app, work, events, again }) {
  const [activity, setActivity] = useState("");
  const [starts, setStarts] = useState(timeOf(app.now()));
  const [wrong, setWrong] = useState("");
  const begin = async (/** @type {Event} */ event) => {
    event.preventDefault();
    if (!activity || !starts) return setWrong(app.t("movement.missing"));
    try {
      await app.vault.change(OPEN, () => begun({ event: uuid7(app.now(), crypto.getRandomValues(new Uint8Array(RANDOM_LENGTH))), activity, day: dayOf(app.now()), starts }));
      again();
    } catch {
      setWrong(app.t("movement.unkept.text"));
    }
    return undefined;
  };
  const before = earlier(events);
  return html`<${Page} title=${app.t("movement.begin")} lead=${work.device.unit.name} icon="people">
    <form class="stack" onSubmit=${begin}>
      <${Choices} legend=${app.t("movement.activity")} value=${activity} options=${activities(app, work)} onChange=${setActivity} />
      <${Field} label=${app.t("movement.starts")} type="time" value=${starts} onInput=${(/** @type {any} */ event) => setStarts(event.currentTarget.value)} />
      ${wrong && html`<${Notice} tone="bad" live><p>${wrong}</p><//>`}
      <${Button} kind="primary" type="submit" wide icon="play">${app.t("movement.go")}<//>
    </form>
    ${before.length > 0 && html`<${Card} title=${app.t("movement.earlier")} icon="calendar">
      <${List}>${before.map((each) => html`<${Row} key=${each.event} title=${`${app.say.shortDay(each.day)} · ${activityName(app, work, each.activity)}`}
        text=${app.t("movement.line", { people: each.checked_in, phones: each.helped })} />`)}<//>
    <//>`}
  <//>`;
}

/** @param {{app: App, work: any, first: Day, closed: () => void}} props */
function OpenDay({ app, work, first, closed }) {
  const { day, trouble, change, say } = useDay(app, first);
  const [ending, setEnding] = useState(false);
  const [hint, setHint] = useState("");
  const tap = (/** @type {Count} */ key) => change((before) => tapped(before, key)).then((after) => setHint(app.t("movement.counted", { what: app.t(`movement.${key}`), count: after.counts[key] })));
  const back = () => change(takenBack).then(() => setHint(app.t("movement.taken_back")));
  return html`<${Page} title=${activityName(app, work, day.activity)} lead=${app.t("movement.since", { day: app.say.shortDay(day.day), time: day.starts })}>
    ${trouble && html`<${Notice} tone="bad" live title=${app.t("movement.unkept")}><p>${app.t("movement.unkept.text")}</p><//>`}
    <div class="taps">
      <${Tap} app=${app} day=${day} count="checked_in" main tap=${tap} />
      ${TAPS.map((key) => html`<${Tap} key=${key} app=${app} day=${day} count=${key} tap=${tap} />`)}
    </div>
    <p class="quiet" role="status">${hint || app.t("movement.no_names")}</p>
    <${Actions}>
      <${Button} icon="back" disabled=${!day.taps.length} onClick=${back}>${app.t("movement.undo")}<//>
      <${Button} icon="save" disabled=${!unsaid(day)} onClick=${() => say()}>${app.t("movement.say")}<//>
    <//>
    <p class="quiet">${app.t(unsaid(day) ? "movement.unsaid" : "movement.said")}</p>
    <${Card}>
      <${Counter} label=${app.t("movement.volunteers")} help=${app.t("movement.volunteers.help")} value=${day.counts.volunteers}
        less=${app.t("movement.less")} more=${app.t("movement.more")}
        onStep=${(/** @type {1|-1} */ by) => change((before) => tapped(before, "volunteers", by))}
        onType=${(/** @type {string} */ text) => change((before) => typed(before, "volunteers", text))} />
    <//>
    <${Button} wide icon="check" onClick=${() => setEnding(true)}>${app.t("movement.end")}<//>
    <${Ending} app=${app} day=${day} open=${ending} close=${() => setEnding(false)} end=${() => say(true).then((done) => done && closed())} />
  <//>`;
}

/**
 * The open event: a tap is kept before the screen counts it, taps stand in a row, and a word is handed in when asked or when
 * the page is left.
 * @param {App} app @param {Day} first
 */
function useDay(app, first) {
  const [day, setDay] = useState(first);
  const [trouble, setTrouble] = useState(false);
  const keep = async (/** @type {(before: Day) => Day|null} */ next) => {
    try {
      const after = await app.vault.change(OPEN, (/** @type {Day} */ before) => next(before ?? first));
      if (after) setDay(after);
      setTrouble(false);
      return after ?? day;
    } catch (error) {
      setTrouble(true);
      throw error;
    }
  };
  const change = (/** @type {(before: Day) => Day} */ next) => keep(next).catch(() => day);
  const say = async (ends = false) => {
    try {
      const now = (await app.vault.get(OPEN)) ?? first;
      if (unsaid(now)) await app.vault.append("movement", fieldsOf(now));
      await keep((before) => (ends ? null : { ...before, said: toldOf(now).said }));
      app.announce(app.t("movement.said"));
      app.vault.sync();
      return true;
    } catch {
      setTrouble(true);
      return false;
    }
  };
  useEffect(() => {
    const left = () => {
      if (document.visibilityState === "hidden") app.vault.get(OPEN).then((/** @type {Day|null} */ now) => now && unsaid(now) && say());
    };
    document.addEventListener("visibilitychange", left);
    return () => document.removeEventListener("visibilitychange", left);
  }, []);
  return { day, trouble, change, say };
}

/** One large button that adds one. @param {{app: App, day: Day, count: Count, main?: boolean, tap: (count: Count) => void}} props */
function Tap({ app, day, count, main, tap }) {
  return html`<button type="button" class=${classes("tap", main && "tap-main")} onClick=${() => tap(count)}>
    <span class="tap-count">${app.say.number(day.counts[count])}</span><span>+1 ${app.t(`movement.${count}`)}</span>
  </button>`;
}

/** The day's figures, to look at once more before the event is closed. @param {{app: App, day: Day, open: boolean, close: () => void, end: () => void}} props */
function Ending({ app, day, open, close, end }) {
  const { counts } = day;
  const rows = [["checked_in", counts.checked_in], ["volunteers", counts.volunteers], ["helped", helped(day)], ["browser_only", counts.browser_only], ["pledges", counts.pledges], ["certificates", counts.certificates]];
  return html`<${Sheet} title=${app.t("movement.summary")} open=${open} onClose=${close} closeLabel=${app.t("movement.close")}>
    <${Facts} facts=${rows.map(([key, count]) => [app.t(`movement.sum.${key}`), app.say.number(Number(count))])} />
    <p class="quiet">${app.t("movement.end.text")}</p>
    <${Actions}>
      <${Button} kind="primary" icon="check" onClick=${end}>${app.t("movement.end.yes")}<//>
      <${Button} onClick=${close}>${app.t("movement.end.no")}<//>
    <//>
  <//>`;
}
