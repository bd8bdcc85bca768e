/** Help: whom to call, what to do, questions and answers that can be searched, and the words explained. */

import { Card, Field, LinkButton, List, More, Notice, Page, Row, Text, html, useLoaded, useState } from "../parts/ui.js";
import { useChecked } from "../parts/checked.js";
import { livedDay } from "../core/calendar_days.js";
import { matching, newsOf } from "../core/reading.js";
import { telephones } from "../core/telephones.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/contents.js").News} News */
/** @typedef {{ id: string, question: string, answer: string }} Answer */

/** Questions that the pages answer themselves, before any feed was received. */
const SHIPPED = ["collect", "radio", "positive", "offline", "cost", "erase"];
const EXPLAINED = ["milestone", "declaration", "encounter", "exposure", "isolation"];
/** Viet Nam's number for emergencies. */
const EMERGENCY = "115";
/** So many numbers of other places are shown at once. */
const MOST_NUMBERS = 30;

/** @param {{ app: App }} props */
function View({ app }) {
  const loaded = useLoaded(() => app.feeds.news());
  useChecked(loaded.again);
  const feed = loaded.value ?? null;
  const news = newsOf(feed);
  const isReady = loaded.value !== undefined || loaded.error;
  const isStale = feed && Date.parse(feed.expires) <= app.now().getTime();
  return html`<${Page} title=${app.t("help.title")} lead=${app.t("help.lead")}>
    ${isStale && html`<${Notice} tone="warn" title=${app.t("help.stale")}><p>${app.t("help.stale_text", { day: app.say.day(livedDay(new Date(feed.issued))) })}</p><//>`}
    ${isReady && html`<${Numbers} app=${app} news=${news} />
    ${news && news.advice.length > 0 && html`<${Advice} app=${app} news=${news} />`}
    ${!news && html`<${Notice}><p>${app.t("help.basic")}</p><//>`}
    <${Questions} app=${app} answers=${answersOf(app, news)} />`}
    <section class="stack" aria-labelledby="help-words">
      <h2 id="help-words">${app.t("help.words")}</h2>
      <div>${EXPLAINED.map((each) => html`<${More} key=${each} title=${app.t(`help.word.${each}`)}><p>${app.t(`help.word.${each}_text`)}</p><//>`)}</div>
    </section>
  <//>`;
}

/** Questions of the feed, else those that the pages bring. @param {App} app @param {News | null} news @returns {Answer[]} */
function answersOf(app, news) {
  if (news?.faq.length) return news.faq.map((each) => ({ id: each.id, question: app.say.either(each.question), answer: app.say.either(each.answer) }));
  return SHIPPED.map((each) => ({ id: each, question: app.t(`help.shipped.${each}`), answer: app.t(`help.shipped.${each}_text`) }));
}

/** @param {{ app: App, news: News | null }} props */
function Numbers({ app, news }) {
  const found = telephones(news?.telephones, app.choices.counted?.unit ?? "", app.language, app.config.hotline, app.t("help.hotline"));
  return html`<${Card} title=${app.t("help.call")} icon="phone">
    ${found.own.map((each) => html`<${LinkButton} key=${each.link + each.name} href=${each.link} kind="primary" icon="phone" wide=${true}
      aria-label=${app.t("help.call_number", { name: each.name, number: each.number })}><span class="call-line">${each.name} <b>${each.number}</b></span><//>`)}
    ${found.own.length === 0 && found.others.length === 0 && html`<p><b>${app.t("help.no_numbers")}.</b> ${app.t("help.no_numbers_text")}</p>`}
    <p class="emergency"><a href=${`tel:${EMERGENCY}`}>${app.t("help.emergency")}: <b>${EMERGENCY}</b></a></p>
    ${found.others.length > 0 && html`<${Others} app=${app} lines=${found.others} isOpen=${found.own.length === 0} />`}
  <//>`;
}

/** @param {{ app: App, lines: { name: string, number: string, link: string }[], isOpen: boolean }} props */
function Others({ app, lines, isOpen }) {
  const [search, setSearch] = useState("");
  const found = matching(lines, search, (each) => each.name);
  return html`<${More} title=${app.t("help.all_numbers")} open=${isOpen}>
    ${lines.length > MOST_NUMBERS / 3 && html`<${Field} label=${app.t("help.find_number")} type="search" value=${search} autocomplete="off" onInput=${(/** @type {any} */ event) => setSearch(event.currentTarget.value)} />`}
    <${List} label=${app.t("help.all_numbers")}>${found.slice(0, MOST_NUMBERS).map((each) => html`<${Row} key=${each.link + each.name} icon="phone" title=${each.name} text=${each.number} href=${each.link} />`)}<//>
    ${found.length > MOST_NUMBERS && html`<p class="quiet">${app.t("help.more_numbers", { count: found.length - MOST_NUMBERS })}</p>`}
  <//>`;
}

/** @param {{ app: App, news: News }} props */
function Advice({ app, news }) {
  return html`<section class="stack" aria-labelledby="help-advice">
    <h2 id="help-advice">${app.t("help.advice")}</h2>
    <div>${news.advice.map((each) => html`<${More} key=${each.id} title=${app.say.either(each.title)}><${Text} text=${app.say.either(each.text)} /><//>`)}</div>
  </section>`;
}

/** @param {{ app: App, answers: Answer[] }} props */
function Questions({ app, answers }) {
  const [search, setSearch] = useState("");
  const found = matching(answers, search, (each) => `${each.question} ${each.answer}`);
  const isSearching = search.trim() !== "";
  return html`<section class="stack" aria-labelledby="help-questions">
    <h2 id="help-questions">${app.t("help.questions")}</h2>
    <${Field} label=${app.t("help.search")} help=${app.t("help.search_hint")} type="search" value=${search} autocomplete="off" onInput=${(/** @type {any} */ event) => setSearch(event.currentTarget.value)} />
    <p role="status" class="quiet">${isSearching && (found.length ? app.t("help.found", { count: found.length }) : app.t("help.found_none"))}</p>
    <div>${found.map((each) => html`<${More} key=${each.id} title=${each.question}><${Text} text=${each.answer} /><//>`)}</div>
  </section>`;
}

export const screen = { path: "help", title: "help.title", icon: "phone", nav: true, View };
