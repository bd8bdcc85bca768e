/** The PIN: big keys, a wait that counts down, and what to do when it is forgotten. */

import { More, Page, html, useEffect, useState } from "#app/parts/ui.js";
import { troubleWords } from "#app/parts/troubles.js";
import { LOOK } from "../parts/app.js";
import { PinPad } from "../parts/pin_pad.js";

/** @typedef {import("../parts/app.js").App} App */

export const screen = { title: "unlock.title", View };

/** @param {{app: App}} props */
function View({ app }) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(/** @type {string} */ (""));
  const [left, setLeft] = useCountdown();
  useEffect(() => {
    app.vault.unlock("").then(({ wait }) => wait && setLeft(wait), () => undefined); // too short to be a guess: asks how long to wait
  }, []);
  const open = async (/** @type {string} */ pin) => {
    setBusy(true);
    setWrong("");
    try {
      const answer = await app.vault.unlock(pin);
      setLeft(answer.wait);
      if (answer.open) dispatchEvent(new Event(LOOK));
      if (!answer.open && app.vault.state() === "locked") setWrong(app.t("unlock.wrong"));
    } catch (error) {
      setWrong(troubleWords(app, error));
    }
    setBusy(false);
  };
  const said = left > 0 ? app.t("unlock.wait", { time: clockOf(left) }) : busy ? app.t("unlock.opening") : wrong;
  return html`<${Page} title=${app.t("unlock.title")} class="narrow">
    <${PinPad} app=${app} label=${app.t("unlock.title")} said=${said} wrong=${Boolean(wrong) || left > 0} off=${busy || left > 0} onPin=${open} />
    <${More} title=${app.t("unlock.forgotten")}>
      <p>${app.t("unlock.forgotten.ask")}</p>
      <p>${app.t("unlock.forgotten.lost")}</p>
    <//>
  <//>`;
}

/** Milliseconds that are left, counted down every second. @returns {[number, (wait: number) => void]} */
function useCountdown() {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!until) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
      if (Date.now() >= until) setUntil(0);
    }, 500);
    return () => clearInterval(timer);
  }, [until]);
  const begin = (/** @type {number} */ wait) => {
    setNow(Date.now());
    setUntil(wait > 0 ? Date.now() + wait : 0);
  };
  return [until ? Math.max(0, until - now) : 0, begin];
}

/** @param {number} left milliseconds */
function clockOf(left) {
  const seconds = Math.ceil(left / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
