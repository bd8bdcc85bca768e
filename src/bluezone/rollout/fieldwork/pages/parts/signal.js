/**
 * Handing in whenever there is signal: when the vault opens, when the network comes back, and now and then meanwhile.
 *
 * Whatever cannot be handed in stays; nobody has to press anything, and nobody is told of a network that is missing.
 */

import { LOOK } from "./app.js";

/** How often a page that stays open tries, in milliseconds. */
const EVERY = 120_000;
/** How long after a record it is handed in, in milliseconds: until then it may be taken back. */
const SOON = 15_000;

/**
 * @param {import("../device/port.js").Vault} vault
 * @param {{onLine: boolean}} [browser]
 * @returns {() => void} stops
 */
export function syncOnSignal(vault, browser = navigator) {
  let open = false;
  let soon = 0;
  const attempt = async () => {
    if (vault.state() !== "open" || !browser.onLine) return;
    await vault.sync().catch(() => undefined); // it was locked meanwhile
  };
  const look = () => {
    const before = open;
    open = vault.state() === "open";
    if (open && !before) void attempt();
    else if (open && !soon) soon = Number(setTimeout(whatWaits, SOON));
  };
  const whatWaits = async () => {
    soon = 0;
    if (vault.state() === "open" && (await vault.standing()).unsent) await attempt();
  };
  const timer = setInterval(whatWaits, EVERY);
  const stop = vault.onChange(look);
  addEventListener("online", attempt);
  addEventListener(LOOK, look);
  look();
  return () => {
    clearInterval(timer);
    clearTimeout(soon);
    removeEventListener("online", attempt);
    removeEventListener(LOOK, look);
    stop();
  };
}
