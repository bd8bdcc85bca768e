/** Ten big keys for a PIN; a keyboard types it too. What is typed stands nowhere in the page. */

import { Icon, classes, html, useEffect, useRef, useState } from "#app/parts/ui.js";
import { PIN_LENGTH } from "../core/pin_choice.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/**
 * @param {{app: import("./app.js").App, label: string, said?: string, wrong?: boolean, off?: boolean, onPin: (pin: string) => void}} props
 *   `said`: what is said under the dots; `off`: no key is heard
 */
export function PinPad({ app, label, said = "", wrong, off, onPin }) {
  const [typed, setTyped] = useState("");
  const now = useRef("");
  const set = (/** @type {string} */ next) => {
    now.current = next;
    setTyped(next);
  };
  const press = (/** @type {string} */ key) => {
    if (off || now.current.length >= PIN_LENGTH) return;
    const next = now.current + key;
    set(next);
    if (next.length === PIN_LENGTH) {
      set("");
      onPin(next);
    }
  };
  const back = () => set(now.current.slice(0, -1));
  useEffect(() => {
    const hear = (/** @type {KeyboardEvent} */ event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLInputElement) return;
      if (/^\d$/.test(event.key)) press(event.key);
      else if (event.key === "Backspace") back();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, [off, onPin]);
  const key = (/** @type {string} */ digit) => html`<button type="button" class="pin-key" aria-disabled=${off ? "true" : undefined} onClick=${() => press(digit)}>${digit}</button>`;
  return html`<div class="pin" role="group" aria-label=${label}>
    <p class="pin-dots" role="img" aria-label=${app.t("pin.typed", { count: typed.length, of: PIN_LENGTH })}>
      ${Array.from({ length: PIN_LENGTH }, (_, at) => html`<span class=${classes("pin-dot", at < typed.length && "pin-dot-full")}></span>`)}
    </p>
    <p class=${classes("pin-said", wrong && "pin-wrong")} role="status">${said}</p>
    <div class="pin-keys">
      ${KEYS.map(key)}<span class="pin-key-side"></span>${key("0")}
      <button type="button" class="pin-key pin-key-side" aria-label=${app.t("pin.back")} onClick=${back}><${Icon} name="back" size="large" /></button>
    </div>
  </div>`;
}
