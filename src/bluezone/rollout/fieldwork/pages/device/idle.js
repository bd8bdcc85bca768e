/** A vault that nobody uses locks itself; later while a keeper's shift is open, when an hour without a visitor is nothing odd. */

import { isStanding } from "../core/shift.js";

/** Milliseconds without a touch or a key after which it locks. */
export const IDLE = 600_000;
/** The same while a shift is open at the gate. */
export const IDLE_ON_SHIFT = 3_600_000;
/** The keeper's document. */
const DESK = "gate";
const LOOK_EVERY = 15_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"];

/**
 * Lock a vault after ten minutes without use, or sixty while a shift is open, also when the page slept for them.
 *
 * @param {import("./port.js").Vault} vault
 * @param {{ target?: EventTarget, clock?: () => number }} [place] `clock`: milliseconds; it is the wall's, which goes on while a telephone sleeps
 * @returns {() => void} stops watching
 */
export function lockWhenIdle(vault, { target = globalThis, clock = () => Date.now() } = {}) {
  let used = clock();
  let patience = IDLE;
  const learn = async () => {
    patience = await patienceOf(vault, new Date(clock())).catch(() => IDLE);
  };
  const use = () => {
    look();
    used = clock();
  };
  const look = () => {
    if (vault.state() === "open" && Math.abs(clock() - used) >= patience) vault.lock();
  };
  for (const sign of SIGNS) target.addEventListener(sign, use, { capture: true, passive: true });
  target.addEventListener("visibilitychange", look, { capture: true });
  learn();
  const stop = vault.onChange(learn);
  const timer = setInterval(() => void learn().then(look), LOOK_EVERY); // nobody hears of it when a PIN opened the vault
  return () => {
    clearInterval(timer);
    stop();
    for (const sign of SIGNS) target.removeEventListener(sign, use, { capture: true });
    target.removeEventListener("visibilitychange", look, { capture: true });
  };
}

/** How long a vault may lie open without a touch. @param {import("./port.js").Vault} vault @param {Date} now */
async function patienceOf(vault, now) {
  if (vault.state() !== "open") return IDLE;
  return isStanding(await vault.get(DESK), now) ? IDLE_ON_SHIFT : IDLE;
}
