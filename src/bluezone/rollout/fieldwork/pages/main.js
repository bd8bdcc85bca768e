/**
 * The start of the field's pages: invitation, configuration, vault, words, router, in this order.
 *
 * Whatever fails on the way is said in words on the page, with what still works.
 */

import { html, render, useEffect, useLayoutEffect, useMemo, useState } from "#app/parts/ui.js";
import { keepQuestion } from "#app/parts/install_prompt.js";
import { UpdateNotice } from "#app/parts/update_notice.js";
import { learn } from "#app/parts/words.js";
import { lockWhenIdle } from "./device/idle.js";
import { openVault } from "./device/vault.js";
import { LOOK, keepChoices, keepUnsent, makeApp, readChoices, showChoices } from "./parts/app.js";
import { Layout, focusHeading } from "./parts/layout.js";
import { syncOnSignal } from "./parts/signal.js";
import { TroublePage } from "./parts/trouble_page.js";
import { doorOf, namedDoor, onRoute, readRoute, takeToken } from "./parts/router.js";
import { words as shellWords } from "./words/shell.js";

/** @typedef {import("./parts/app.js").App} App */
/** @typedef {import("./parts/app.js").Choices} Choices */
/** @typedef {import("./parts/app.js").Config} Config */
/** @typedef {import("./parts/router.js").Route} Route */
/** @typedef {import("./device/port.js").Vault} Vault */
/** @typedef {import("./device/port.js").Work} Work */

const live = /** @type {HTMLElement} */ (document.getElementById("live"));
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
/** A sentence that is read out must be seen to change. */
const BREATH = 50;
/** How often a page that stays open forgets what is past its time, in milliseconds. */
const SWEEP_EVERY = 6 * 60 * 60_000;

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

/** What the vault is and the work it holds, heard anew with every change. @param {Vault} vault */
function useVault(vault) {
  const [seen, setSeen] = useState({ state: vault.state(), work: /** @type {Work|null} */ (null), turn: 0 });
  useEffect(() => {
    const look = async () => {
      const state = vault.state();
      const work = state === "open" ? await vault.work().catch(() => null) : null;
      setSeen((before) => ({ state: vault.state(), work, turn: before.turn + 1 }));
      if (work) keepUnsent((await vault.standing()).unsent);
    };
    look();
    const timer = setInterval(() => vault.state() === "open" && vault.sweep(), SWEEP_EVERY);
    const stop = vault.onChange(() => void look());
    const stopSync = syncOnSignal(vault);
    const stopIdle = lockWhenIdle(vault);
    addEventListener(LOOK, look);
    return () => {
      stop();
      stopSync();
      stopIdle();
      removeEventListener(LOOK, look);
      clearInterval(timer);
    };
  }, [vault]);
  return seen;
}

/** @param {{config: Config, vault: Vault, invitation: string|null}} props */
function Field({ config, vault, invitation }) {
  const [choices, setState] = useState(readChoices);
  const [token, setToken] = useState(invitation);
  const [toast, setToast] = useState(/** @type {import("./parts/app.js").Toast|null} */ (null));
  const [route, setRoute] = useState(readRoute(location.hash));
  const seen = useVault(vault);
  useEffect(() => {
    const hear = () => {
      const brought = takeToken();
      if (brought) setToken(brought);
    };
    addEventListener("hashchange", hear);
    return () => removeEventListener("hashchange", hear);
  }, []);
  useEffect(() => onRoute(setRoute), []);
  const setChoices = (/** @type {Partial<Choices>} */ patch) =>
    setState((before) => {
      const next = { ...before, ...patch };
      keepChoices(next);
      return next;
    });
  const app = useMemo(
    () => makeApp({ config, vault, work: seen.work, turn: seen.turn, choices, setChoices, announce, toast: setToast }),
    [choices, seen],
  );
  useEffect(() => showChoices(choices, app.language), [choices]);
  const shown = shownRoute(seen, route, token);
  return html`<${Layout} app=${app} path=${shown?.path ?? ""} toast=${toast}>
    <${UpdateNotice} app=${app} />
    ${shown && html`<${Screen} app=${app} route=${shown} token=${token} onToken=${setToken} />`}
  <//>`;
}

/** Which screen a vault of this state shows; none while its work is on its way. @param {{state: string, work: Work|null}} seen @param {Route} route @param {string|null} token @returns {Route|null} */
function shownRoute({ state, work }, route, token) {
  if (state === "revoked") return { path: "revoked", params: {} };
  if (state === "new" || token) return { path: "enrol", params: {} };
  if (state === "locked") return { path: "unlock", params: {} };
  if (!work) return null;
  const door = doorOf(route.path, work.device.duty);
  return door.path === route.path ? route : { path: door.path, params: {} };
}

/** The screen of a route, fetched on the first visit; its heading takes the focus. @param {{app: App, route: Route, token: string|null, onToken: (token: string|null) => void}} props */
function Screen({ app, route, token, onToken }) {
  const [turn, setTurn] = useState(0);
  const loaded = useScreen(route.path, turn);
  useEffect(() => {
    if (loaded?.screen) document.title = `${app.t(loaded.screen.title)} · ${app.t("shell.name")}`;
  }, [loaded, app.language]);
  if (!loaded) return html`<p class="loading">${app.t("shell.loading")}</p>`;
  if (loaded.error) return html`<${TroublePage} app=${app} code="screen_missing" again=${() => setTurn(turn + 1)} />`;
  const key = `${route.path}/${route.params.id ?? ""}`;
  return html`<${Shown} key=${key}><${loaded.screen.View} app=${app} params=${route.params} token=${token} onToken=${onToken} /><//>`;
}

/** @param {string} path @param {number} turn @returns {{path: string, screen: any, error: any}|null} */
function useScreen(path, turn) {
  const [loaded, setLoaded] = useState(/** @type {{path: string, screen: any, error: any}|null} */ (null));
  useEffect(() => {
    let wanted = true;
    namedDoor(path).load().then(
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

/** Begin; a failure is said on the page. */
async function start() {
  learn(shellWords);
  keepQuestion();
  const invitation = takeToken();
  /** @type {Config|null} */
  let config = null;
  try {
    const [known, vault] = await Promise.all([readConfig(), openVault()]);
    config = known;
    root.replaceChildren();
    render(html`<${Field} config=${known} vault=${vault} invitation=${invitation} />`, root);
  } catch (/** @type {any} */ error) {
    root.replaceChildren();
    render(html`<${TroublePage} config=${config} code=${error?.code ?? "unknown"} again=${() => location.reload()} />`, root);
  }
}

start();
