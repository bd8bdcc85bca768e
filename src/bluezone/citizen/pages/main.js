/**
 * The start of the citizen's pages: configuration, device, words, router, in this order.
 *
 * Whatever fails on the way is said in words on the page, with what still works.
 */

import { html, render, useEffect, useLayoutEffect, useMemo, useState } from "./parts/ui.js";
import { wasKept } from "./core/sealed_store.js";
import { makeApp, showChoices } from "./parts/app.js";
import { keepQuestion } from "./parts/install_prompt.js";
import { Layout } from "./parts/layout.js";
import { notifyOfWarnings } from "./parts/notifying.js";
import { TroublePage } from "./parts/trouble_page.js";
import { UpdateNotice } from "./parts/update_notice.js";
import { doorOf, onRoute, readRoute } from "./parts/router.js";
import { learn } from "./parts/words.js";
import { words as shellWords } from "./words/shell.js";

/** @typedef {import("./parts/app.js").App} App */
/** @typedef {import("./parts/app.js").Choices} Choices */
/** @typedef {import("./parts/app.js").Config} Config */
/** @typedef {import("./device/port.js").DevicePort} DevicePort */
/** @typedef {import("./device/port.js").Status} Status */

const live = /** @type {HTMLElement} */ (document.getElementById("live"));
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
/** A sentence that is read out must be seen to change. */
const BREATH = 50;

/** Read a sentence out to those who do not see the page. @param {string} text */
function announce(text) {
  live.textContent = "";
  setTimeout(() => (live.textContent = text), BREATH);
}

/** The configuration that the host serves beside the pages. @returns {Promise<Config>} */
async function readConfig() {
  const answer = await fetch("config.json", { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) throw Object.assign(new Error("the configuration did not come"), { code: "config_missing" });
  return answer.json();
}

/** @param {{config: Config, device: DevicePort, first: Choices, status: Status}} props */
function Bluezone({ config, device, first, status }) {
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
  useEffect(() => notifyOfWarnings(app), [app]);
  const installing = !choices.onboarded || route.path === "install";
  const shown = installing ? { path: "install", params: { ...route.params, after: route.path } } : route;
  return html`<${Layout} app=${app} path=${shown.path} status=${status} bare=${installing}><${UpdateNotice} app=${app} /><${Screen} app=${app} route=${shown} /><//>`;
}

/** The screen of a route, fetched on the first visit; its heading takes the focus. @param {{app: App, route: import("./parts/router.js").Route}} props */
function Screen({ app, route }) {
  const [turn, setTurn] = useState(0);
  const loaded = useScreen(route.path, turn);
  useEffect(() => {
    if (!loaded?.screen) return;
    document.title = `${app.t(loaded.screen.title)} · Bluezone`;
  }, [loaded, app.language]);
  if (!loaded) return html`<p class="loading">${app.t("shell.loading")}</p>`;
  if (loaded.error) return html`<${TroublePage} app=${app} code="screen_missing" again=${() => setTurn(turn + 1)} />`;
  return html`<${Shown} key=${route.path}><${loaded.screen.View} app=${app} params=${route.params} /><//>`;
}

/** @param {string} path @param {number} turn @returns {{path: string, screen: any, error: any}|null} */
function useScreen(path, turn) {
  const [loaded, setLoaded] = useState(/** @type {{path: string, screen: any, error: any}|null} */ (null));
  useEffect(() => {
    let wanted = true;
    doorOf(path).load().then(
      ([module, words]) => {
        learn(words.words);
        if (wanted) setLoaded({ path, screen: module.screen, error: null });
      },
      (error) => wanted && setLoaded({ path, screen: null, error }),
    );
    return () => {
      wanted = false;
    };
  }, [path, turn]);
  return loaded?.path === path ? loaded : null;
}

/** Whether a first screen was shown: the first one leaves the focus where the browser put it. */
let shownBefore = false;

/** What a person came to begins at its top, for the eye and for the screen reader. @param {{children?: any}} props */
function Shown({ children }) {
  useLayoutEffect(() => {
    scrollTo(0, 0);
    if (shownBefore) focusHeading();
    shownBefore = true;
  }, []);
  return children;
}

/** Focus the heading, now or as soon as the screen has one. */
function focusHeading() {
  const main = /** @type {HTMLElement} */ (document.getElementById("content"));
  const heading = main.querySelector("h1");
  (heading ?? main).focus({ preventScroll: true });
}

/** Open the device and show the pages. @param {Config} config */
async function open(config) {
  const module = config.host === "agent" ? await import("./device/agent.js") : await import("./device/browser.js");
  const device = await module.openDevice(config);
  const [status, first] = await Promise.all([device.status(), device.settings("choices")]);
  root.replaceChildren();
  render(html`<${Bluezone} config=${config} device=${device} first=${first ?? {}} status=${status} />`, root);
}

/** Begin to fetch the screen that will be first, while the configuration comes and the device opens. */
function fetchAhead() {
  const known = readRoute(location.hash).path;
  doorOf(wasKept() ? known : "install").load().catch(() => undefined); // whoever shows it says what is missing
}

/** Begin; a failure is said on the page. */
async function start() {
  learn(shellWords);
  keepQuestion();
  fetchAhead();
  /** @type {Config|null} */
  let config = null;
  try {
    config = await readConfig();
    await open(config);
  } catch (/** @type {any} */ error) {
    root.replaceChildren();
    render(html`<${TroublePage} config=${config} code=${error?.code ?? "unknown"} again=${() => location.reload()} />`, root);
  }
}

start();
