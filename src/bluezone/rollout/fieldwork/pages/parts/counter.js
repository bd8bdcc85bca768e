/** One count: a smaller and a larger button, and a field for the number keys between them. */

import { Icon, classes, html, useId } from "#app/parts/ui.js";

/**
 * @param {{label: string, help?: string, error?: string, value: number|null, less: string, more: string,
 *   onStep: (by: 1|-1) => void, onType: (text: string) => void}} props `less` and `more`: what the buttons say to a screen reader
 */
export function Counter({ label, help, error, value, less, more, onStep, onType }) {
  const id = useId();
  const about = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const keys = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    onStep(event.key === "ArrowUp" ? 1 : -1);
  };
  return html`<div class=${classes("field counter", error && "field-wrong")}>
    <label for=${id}>${label}</label>
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    <div class="counter-row">
      <button type="button" class="counter-step" aria-label=${less} onClick=${() => onStep(-1)}><span aria-hidden="true">−</span></button>
      <input id=${id} inputmode="numeric" pattern="[0-9]*" autocomplete="off" enterkeyhint="next" value=${value ?? ""} aria-describedby=${about}
        aria-invalid=${error ? "true" : undefined} onFocus=${(/** @type {any} */ event) => event.currentTarget.select()}
        onInput=${(/** @type {any} */ event) => onType(event.currentTarget.value)} onKeyDown=${keys} />
      <button type="button" class="counter-step" aria-label=${more} onClick=${() => onStep(1)}><${Icon} name="plus" /></button>
    </div>
    ${error && html`<p class="error" id=${`${id}-error`}><${Icon} name="warning" />${error}</p>`}
  </div>`;
}
