/** A vault that nobody uses locks itself. */

/** Milliseconds without a touch or a key after which it locks. */
export const IDLE = 600_000;
const LOOK_EVERY = 15_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"];

/**
 * Lock a vault after ten minutes without use, also when the page slept for them.
 *
 * @param {import("./port.js").Vault} vault
 * @param {{ target?: EventTarget, clock?: () => number }} [place] `clock`: milliseconds; it is the wall's, which goes on while a telephone sleeps
 * @returns {() => void} stops watching
 */
export function lockWhenIdle(vault, { target = globalThis, clock = () => Date.now() } = {}) {
  let used = clock();
  const use = () => {
    look();
    used = clock();
  };
  const look = () => {
    if (vault.state() === "open" && Math.abs(clock() - used) >= IDLE) vault.lock();
  };
  for (const sign of SIGNS) target.addEventListener(sign, use, { capture: true, passive: true });
  target.addEventListener("visibilitychange", look, { capture: true });
  const timer = setInterval(look, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    for (const sign of SIGNS) target.removeEventListener(sign, use, { capture: true });
    target.removeEventListener("visibilitychange", look, { capture: true });
  };
}
