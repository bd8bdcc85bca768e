/**
 * The start of the citizen's pages: configuration, device, words, router, in this order.
 *
 * Whatever fails on the way is said in words on the page, with what still works.
 */

import { html, render, useEffect, useMemo, useState } from "./parts/ui.js";
import { makeApp, showChoices } from "./parts/app.js";
import { Layout } from "./parts/layout.js";
import { doorOf, onRoute, readRoute } from "./parts/router.js";
import { learn } from "./parts/words.js";
import { words as shellWords } from "./words/shell.js";

/** @typedef {import("./parts/app.js").Choices} Choices */

const live = /** @type {HTMLElement} */ (document.getElementById("live"));
const root = /** @type {HTMLElement} */ (document.getElementById("app"));

/** Read a sentence out to those who do not see the page. @param {string} text */
function announce(text) {
  live.textContent = "";
  setTimeout(() => (live.textContent = text), 50);
}

/** The configuration that the host serves beside the pages. */
async function readConfig() {
  const answer = await fetch("config.json", { credentials: "same-origin" });
  if (!answer.ok) throw new Error("config_missing");
  return answer.json();
}

/** @param {{config: any, device: any, first: Choices, demo: boolean}} props */
function Bluezone({ config, device, first, demo }) {
  const [choices, setState] = useState(first);
  const [route, setRoute] = useState(readRoute(location.hash));
  useEffect(() => onRoute(setRoute), []);
  const setChoices = async (/** @type {Partial<Choices>} */ patch) => {
    const next = { ...choices, ...patch };
    setState(next);
    await device.set("choices", next);
  };
  const app = useMemo(() => makeApp({ config, device, choices, setChoices, announce }), [choices]);
  useEffect(() => showChoices(choices, app.language), [choices]);
  const installing = !choices.onboarded || route.path === "install";
  const shown = installing ? { path: "install", params: { ...route.params, after: route.path } } : route;
  return html`<${Layout} app=${app} path=${shown.path} demo=${demo} bare=${installing}><${Screen} app=${app} route=${shown} /><//>`;
}

/** @param {{app: any, route: import("./parts/router.js").Route}} props */
function Screen({ app, route }) {
  const [loaded, setLoaded] = useState(/** @type {{path: string, screen: any, error: any}|null} */ (null));
  useEffect(() => {
    let wanted = true;
    doorOf(route.path).load().then(
      ([module, words]) => {
        learn(words.words);
        if (wanted) setLoaded({ path: route.path, screen: module.screen, error: null });
      },
      (error) => wanted && setLoaded({ path: route.path, screen: null, error }),
    );
    return () => {
      wanted = false;
    };
  }, [route.path]);
  const ready = loaded?.path === route.path ? loaded : null;
  useEffect(() => {
    if (!ready?.screen) return;
    document.title = `${app.t(ready.screen.title)} · Bluezone`;
  }, [ready, app.language]);
  if (!ready) return html`<p class="loading">${app.t("shell.loading")}</p>`;
  if (ready.error) return html`<p class="loading">${app.t("shell.unreadable")}</p>`;
  return html`<${ready.screen.View} app=${app} params=${route.params} />`;
}

/** Begin. */
async function start() {
  learn(shellWords);
  const config = await readConfig();
  const module = config.host === "agent" ? await import("./device/agent.js") : await import("./device/browser.js");
  const device = await module.openDevice(config);
  const [status, first] = await Promise.all([device.status(), device.settings("choices")]);
  root.replaceChildren();
  render(html`<${Bluezone} config=${config} device=${device} first=${first ?? {}} demo=${status.demo} />`, root);
}

start();
