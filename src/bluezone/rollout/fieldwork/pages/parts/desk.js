/**
 * The keeper's document in the vault: every change of it is durable before a screen shows it, and words about the shift are
 * kept to be sent every quarter of an hour, when the page is left, before it sends, and when the shift is closed.
 *
 * A word is made of what the document holds at that moment; one that is kept twice, because the power went between the word
 * and the note that it was kept, says the same twice, and the last word of a shift counts.
 */

import { useEffect, useState } from "#app/parts/ui.js";
import { closed, closing, emptyDesk, fieldsOf, isDue, isUntold, toldOf } from "../core/shift.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/shift.js").Desk} Desk */

/** The name of the document. */
export const DESK = "gate";
/** How often it is looked whether a word is due, in milliseconds. */
const LOOK_EVERY = 30_000;
/** Between these a word need not be kept: whoever goes elsewhere may send. */
const OWN_SCREENS = /^#\/(gate|shift)\b/;
/** One word at a time, so that two looks at the same moment make one word. */
let telling = Promise.resolve();

/** Change the document; resolves with what it is then. @param {App["vault"]} vault @param {(desk: Desk) => Desk} next @returns {Promise<Desk>} */
export const changeDesk = (vault, next) => vault.change(DESK, (/** @type {Desk|null} */ before) => next(before ?? emptyDesk()));

/** Keep a word about the open shift, where there is something that was not told. @param {App["vault"]} vault @param {Date} now @param {{always?: boolean}} [how] */
export function tell(vault, now, { always = false } = {}) {
  const mine = telling.then(async () => {
    const desk = /** @type {Desk|null} */ (await vault.get(DESK));
    const said = desk?.open;
    if (!said || desk.closing || !(always ? isUntold(said) : isDue(said, now))) return;
    await vault.append("shift", fieldsOf(said, false));
    await changeDesk(vault, (after) => (after.open?.shift === said.shift ? { ...after, open: toldOf(after.open, said, now) } : after));
  });
  telling = mine.catch(() => undefined);
  return mine;
}

/** Close the open shift: no more taps, its last word, then the note that it is closed. @param {App["vault"]} vault @param {Date} now */
export function close(vault, now) {
  const mine = telling.then(async () => {
    const { open } = await changeDesk(vault, closing);
    if (!open) return;
    await vault.append("shift", fieldsOf(open, true));
    await changeDesk(vault, (desk) => closed(desk, open.shift, now));
  });
  telling = mine.catch(() => undefined);
  return mine;
}

/**
 * The document, and how to change it; null while it is on its way. `trouble`: the last change was not kept.
 * @param {App} app
 */
export function useDesk(app) {
  const [desk, setDesk] = useState(/** @type {Desk|null} */ (null));
  const [trouble, setTrouble] = useState(false);
  const { vault } = app;
  useEffect(() => {
    const look = () => vault.get(DESK).then((/** @type {Desk|null} */ found) => setDesk(found ?? emptyDesk()), () => setTrouble(true));
    const due = () => void tell(vault, app.now()).catch(() => undefined);
    const left = () => void (document.visibilityState === "hidden" && tell(vault, app.now(), { always: true }).catch(() => undefined));
    look();
    due();
    const timer = setInterval(due, LOOK_EVERY);
    const stop = vault.onChange(look);
    const online = () => void tell(vault, app.now(), { always: true }).catch(() => undefined);
    document.addEventListener("visibilitychange", left);
    addEventListener("online", online);
    return () => {
      clearInterval(timer);
      stop();
      document.removeEventListener("visibilitychange", left);
      removeEventListener("online", online);
      if (!OWN_SCREENS.test(location.hash)) online();
    };
  }, [vault]);
  const change = async (/** @type {(desk: Desk) => Desk} */ next) => {
    try {
      const after = await changeDesk(vault, next);
      setDesk(after);
      setTrouble(false);
      return after;
    } catch {
      setTrouble(true);
      return null;
    }
  };
  return { desk, trouble, change, setTrouble };
}

/** Keep the screen awake while a screen is shown, where the browser knows how. */
export function useAwake() {
  useEffect(() => {
    let wanted = true;
    /** @type {any} */
    let lock = null;
    const ask = async () => {
      if (document.visibilityState !== "visible") return;
      const got = await /** @type {any} */ (navigator).wakeLock?.request("screen").catch(() => null);
      if (wanted) lock = got;
      else got?.release();
    };
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => {
      wanted = false;
      document.removeEventListener("visibilitychange", ask);
      lock?.release();
    };
  }, []);
}
