/** News: what the health authority published, verified, kept for reading without a network, with a mark on what is new. */

import { Button, Card, Empty, Icon, List, Notice, Page, Row, Tag, Text, html, useEffect, useLoaded, useState } from "../parts/ui.js";
import { address } from "../parts/router.js";
import { useChecked } from "../parts/checked.js";
import { livedDay } from "../core/calendar_days.js";
import { newestFirst, newsOf, readIn, withRead } from "../core/reading.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/feeds.js").Feed} Feed */
/** @typedef {import("../core/contents.js").News} News */

/** @param {{ app: App, params: Record<string, string> }} props */
function View({ app, params }) {
  const loaded = useLoaded(() => Promise.all([app.feeds.news(), app.store.get("read"), app.device.status()]));
  useChecked(loaded.again);
  if (!loaded.value) return html`<${Page} title=${app.t("news.title")}>${loaded.error && html`<${Never} app=${app} onUpdated=${loaded.again} />`}<//>`;
  const [feed, read, status] = loaded.value;
  const news = newsOf(feed);
  if (params.id) return html`<${Article} key=${params.id} app=${app} news=${news} id=${params.id} onRead=${loaded.again} />`;
  return html`<${Headlines} app=${app} feed=${feed} news=${news} read=${readIn(read)} error=${status.check_error} onUpdated=${loaded.again} />`;
}

/** @param {{ app: App, feed: Feed | null, news: News | null, read: string[], error: string | null, onUpdated: () => void }} props */
function Headlines({ app, feed, news, read, error, onUpdated }) {
  if (!feed || !news) return html`<${Page} title=${app.t("news.title")} lead=${app.t("news.lead")}><${Never} app=${app} onUpdated=${onUpdated} /><//>`;
  const items = newestFirst(news.items);
  const unread = items.filter((each) => !read.includes(each.id)).length;
  return html`<${Page} title=${app.t("news.title")} lead=${app.t("news.lead")}>
    <${Standing} app=${app} feed=${feed} error=${error} />
    ${items.length === 0 && html`<${Card}><${Empty} icon="news" title=${app.t("news.empty")}><p>${app.t("news.empty_text")}</p><//><//>`}
    ${items.length > 0 && html`<p class="quiet">${unread ? app.t("news.unread", { count: unread }) : app.t("news.all_read")}</p>
    <${List} label=${app.t("news.title")}>${items.map((each) => html`<${Row} key=${each.id} href=${address(`news/${each.id}`)} title=${app.say.either(each.title)}
      text=${dayOf(app, each.issued)} end=${!read.includes(each.id) && html`<${Tag} tone="good">${app.t("news.new")}<//>`} />`)}<//>`}
    <${Update} app=${app} onUpdated=${onUpdated} />
    <p class="quiet signed"><${Icon} name="shield" class="in-words" />${app.t("news.signed", { day: dayOf(app, feed.issued) })}</p>
  <//>`;
}

/** The day on which something was issued, in Viet Nam. @param {App} app @param {string} moment */
const dayOf = (app, moment) => app.say.day(livedDay(new Date(moment)));

/** How far the news can be relied upon. @param {{ app: App, feed: Feed, error: string | null }} props */
function Standing({ app, feed, error }) {
  const isStale = Date.parse(feed.expires) <= app.now().getTime();
  const isRefused = error?.startsWith("feed_") && error !== "feed_expired";
  return html`
    ${isRefused && html`<${Notice} tone="bad" title=${app.t("news.refused")}><p>${app.t("news.refused_text")}</p><//>`}
    ${isStale && html`<${Notice} tone="warn" title=${app.t("news.stale")}><p>${app.t("news.stale_text", { day: dayOf(app, feed.issued) })}</p><//>`}`;
}

/** @param {{ app: App, onUpdated: () => void }} props */
function Never({ app, onUpdated }) {
  return html`<${Card}><${Empty} icon="news" title=${app.t("news.never")}>
    <p>${app.t("news.never_text")}</p>
    <${Update} app=${app} onUpdated=${onUpdated} />
  <//><//>`;
}

/** @param {{ app: App, onUpdated: () => void }} props */
function Update({ app, onUpdated }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const update = async () => {
    setBusy(true);
    const status = await app.device.check().catch(() => null);
    setBusy(false);
    setFailed(!status || status.check_error !== null);
    if (status && status.check_error === null) app.announce(app.t("news.updated"));
    onUpdated();
  };
  return html`<div class="stack">
    <${Button} icon="refresh" busy=${busy} onClick=${update}>${app.t(busy ? "news.updating" : "news.update")}<//>
    ${failed && html`<${Notice} tone="warn" live title=${app.t("news.update_failed")} />`}
  </div>`;
}

/** One piece of news; reading it takes its mark away. @param {{ app: App, news: News | null, id: string, onRead: () => void }} props */
function Article({ app, news, id, onRead }) {
  const item = news?.items.find((each) => each.id === id);
  const isThere = Boolean(item);
  useEffect(() => {
    if (!isThere) return;
    marked(app, id).then((isNew) => isNew && onRead()).catch(() => undefined); // it stays unread, which harms nobody
  }, [id, isThere]);
  const back = { href: address("news"), label: app.t("news.back") };
  if (!item) return html`<${Page} title=${app.t("news.gone")} back=${back}><p>${app.t("news.gone_text")}</p><//>`;
  return html`<${Page} title=${app.say.either(item.title)} lead=${dayOf(app, item.issued)} back=${back}>
    <${Card} class="article"><${Text} text=${app.say.either(item.text)} /><//>
  <//>`;
}

/** Remember that a piece of news was read; answers whether that is new. @param {App} app @param {string} id */
async function marked(app, id) {
  const document = await app.store.get("read");
  if (readIn(document).includes(id)) return false;
  await app.store.set("read", withRead(document, id));
  return true;
}

export const screen = { path: "news", title: "news.title", icon: "news", nav: true, View };
