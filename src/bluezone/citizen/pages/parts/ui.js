/**
 * The pieces that every screen is built from, and the view library under one name.
 *
 * A screen imports `html`, hooks and pieces from here and from nowhere else, so that the library can be changed in one file.
 * Pieces are plain functions; their classes are in `style/parts.css`. Text is always text: nothing here takes HTML.
 */

import { h, render, createContext, Fragment } from "preact";
import { useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import htm from "htm";
import { blocks } from "../core/paragraphs.js";
import { Icon } from "./icons.js";

export { Fragment, Icon, createContext, h, render, useCallback, useContext, useEffect, useId, useLayoutEffect, useMemo, useRef, useState };

/** @typedef {import("preact").ComponentChildren} Children */
/** @typedef {import("preact").VNode<any>} Node */

/** @type {(strings: TemplateStringsArray, ...values: any[]) => Node} */
export const html = /** @type {any} */ (htm.bind(h));

/** The class names that are set, in one string. @param {...unknown} names */
export const classes = (...names) => names.filter(Boolean).join(" ");

/**
 * The body of a screen: its heading, one sentence under it, its content.
 * The heading takes the focus when the screen is shown, so that a screen reader starts there.
 * @param {{title: string, lead?: Children, icon?: string, class?: string, back?: {href: string, label: string}, children?: Children}} props
 */
export function Page({ title, lead, icon, back, class: more, children }) {
  return html`<article class=${classes("page", more)}>
    ${back && html`<a class="back" href=${back.href}><${Icon} name="back" />${back.label}</a>`}
    <header class="page-head">
      ${icon && html`<${Icon} name=${icon} size="large" />`}
      <div>
        <h1 tabindex="-1">${title}</h1>
        ${lead && html`<p class="lead">${lead}</p>`}
      </div>
    </header>
    ${children}
  </article>`;
}

/**
 * A raised sheet of paper with an optional heading.
 * @param {{title?: Children, icon?: string, tone?: "plain"|"primary"|"good"|"warn"|"bad", level?: 2|3, class?: string, children?: Children}} props
 */
export function Card({ title, icon, tone = "plain", level = 2, class: more, children }) {
  const id = useId();
  return html`<section class=${classes("card", tone !== "plain" && `card-${tone}`, more)} aria-labelledby=${title ? id : undefined}>
    ${title && html`<${`h${level}`} id=${id} class="card-title">${icon && html`<${Icon} name=${icon} />`}<span>${title}</span></>`}
    ${children}
  </section>`;
}

/**
 * A button. `kind`: primary (one a screen), plain, danger, quiet (looks like a link). `busy` shows progress and refuses a second press.
 * @param {{kind?: "primary"|"plain"|"danger"|"quiet", icon?: string, wide?: boolean, busy?: boolean, disabled?: boolean,
 *   type?: "button"|"submit", onClick?: (event: Event) => void, children?: Children, [rest: string]: any}} props
 */
export function Button({ kind = "plain", icon, wide, busy, disabled, type = "button", onClick, children, ...rest }) {
  const press = (/** @type {Event} */ event) => {
    if (busy || disabled) event.preventDefault();
    else if (onClick) onClick(event);
  };
  return html`<button type=${type} class=${classes("button", `button-${kind}`, wide && "wide")} aria-busy=${busy ? "true" : undefined}
    aria-disabled=${busy || disabled ? "true" : undefined} onClick=${press} ...${rest}>
    ${busy ? html`<${Icon} name="progress" class="turning" />` : icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
  </button>`;
}

/**
 * A link that looks like a button.
 * @param {{href: string, kind?: "primary"|"plain"|"danger"|"quiet", icon?: string, wide?: boolean, children?: Children, [rest: string]: any}} props
 */
export function LinkButton({ href, kind = "plain", icon, wide, children, ...rest }) {
  return html`<a href=${href} class=${classes("button", `button-${kind}`, wide && "wide")} ...${rest}>
    ${icon && html`<${Icon} name=${icon} />`}<span>${children}</span>
  </a>`;
}

/** Buttons side by side, under each other where there is no room. @param {{children?: Children, class?: string}} props */
export const Actions = ({ children, class: more }) => html`<div class=${classes("actions", more)}>${children}</div>`;

/**
 * A labelled input, select or text area, with help and an error that a screen reader hears.
 * @param {{label: Children, help?: Children, error?: Children, as?: "input"|"select"|"textarea", children?: Children, [rest: string]: any}} props
 */
export function Field({ label, help, error, as = "input", children, ...rest }) {
  const id = useId();
  const about = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  return html`<div class=${classes("field", error && "field-wrong")}>
    <label for=${id}>${label}</label>
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    <${as} id=${id} aria-describedby=${about} aria-invalid=${error ? "true" : undefined} ...${rest}>${children}</>
    ${error && html`<p class="error" id=${`${id}-error`}><${Icon} name="warning" />${error}</p>`}
  </div>`;
}

/**
 * A tick box or a radio button with its words beside it; the whole row can be pressed.
 * @param {{type?: "checkbox"|"radio", name?: string, value?: string, checked: boolean, onChange: (checked: boolean) => void,
 *   help?: Children, disabled?: boolean, children?: Children}} props
 */
export function Choice({ type = "checkbox", name, value, checked, onChange, help, disabled, children }) {
  const change = (/** @type {any} */ event) => onChange(event.currentTarget.checked);
  return html`<label class=${classes("choice", disabled && "choice-off")}>
    <input type=${type} name=${name} value=${value} checked=${checked} disabled=${disabled} onChange=${change} />
    <span class="choice-words"><span>${children}</span>${help && html`<span class="help">${help}</span>`}</span>
  </label>`;
}

/**
 * A named group of choices of which one holds; `row` sets short ones side by side.
 * @param {{legend: Children, value: string, options: {value: string, label: Children, help?: Children}[], onChange: (value: string) => void, row?: boolean}} props
 */
export function Choices({ legend, value, options, onChange, row }) {
  const name = useId();
  return html`<fieldset class=${classes("choices", row && "choices-row", row && options.length > 2 && "choices-many")}>
    <legend>${legend}</legend>
    ${options.map(
      (each) => html`<${Choice} key=${each.value} type="radio" name=${name} value=${each.value} checked=${each.value === value}
        help=${each.help} onChange=${() => onChange(each.value)}>${each.label}<//>`,
    )}
  </fieldset>`;
}

const NOTICE_ICONS = { info: "info", good: "check", warn: "warning", bad: "warning" };

/**
 * One thing to be told, with a sign and words; colour only repeats it. `live` reads it out when it appears.
 * @param {{tone?: "info"|"good"|"warn"|"bad", title?: Children, live?: boolean, children?: Children}} props
 */
export function Notice({ tone = "info", title, live, children }) {
  return html`<div class=${classes("notice", `notice-${tone}`)} role=${live ? "status" : undefined}>
    <${Icon} name=${NOTICE_ICONS[tone]} />
    <div>${title && html`<p class="notice-title">${title}</p>`}${children}</div>
  </div>`;
}

/** A list of rows. @param {{children?: Children, label?: string}} props */
export const List = ({ children, label }) => html`<ul class="rows" role="list" aria-label=${label}>${children}</ul>`;

/**
 * One row: a sign, a title, a line under it, something at the end; a link if it has `href`, a button if it has `onClick`.
 * @param {{icon?: string, title: Children, text?: Children, end?: Children, href?: string, onClick?: () => void}} props
 */
export function Row({ icon, title, text, end, href, onClick }) {
  const inside = html`${icon && html`<${Icon} name=${icon} />`}
    <span class="row-words"><span class="row-title">${title}</span>${text && html`<span class="row-text">${text}</span>`}</span>
    ${end && html`<span class="row-end">${end}</span>`}
    ${(href || onClick) && html`<${Icon} name="next" class="row-next" />`}`;
  if (href) return html`<li><a class="row" href=${href}>${inside}</a></li>`;
  if (onClick) return html`<li><button type="button" class="row" onClick=${onClick}>${inside}</button></li>`;
  return html`<li><div class="row">${inside}</div></li>`;
}

/** Pairs of a name and a value. @param {{facts: [Children, Children][]}} props */
export const Facts = ({ facts }) =>
  html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A short mark with a sign. @param {{tone?: "plain"|"good"|"warn"|"bad", icon?: string, children?: Children}} props */
export const Tag = ({ tone = "plain", icon, children }) =>
  html`<span class=${classes("tag", `tag-${tone}`)}>${icon && html`<${Icon} name=${icon} />`}${children}</span>`;

/** What is said where there is nothing yet. @param {{icon?: string, title: Children, children?: Children}} props */
export const Empty = ({ icon = "leaf", title, children }) =>
  html`<div class="empty"><${Icon} name=${icon} size="huge" /><p class="empty-title">${title}</p>${children}</div>`;

/**
 * Where a person is in a row of steps. `at` counts from 0; `label` is the sentence for a screen reader.
 * @param {{at: number, count: number, label: string}} props
 */
export const Steps = ({ at, count, label }) =>
  html`<p class="steps" aria-label=${label} role="img">
    ${Array.from({ length: count }, (_, step) => html`<span class=${classes("step", step < at && "step-done", step === at && "step-here")}></span>`)}
  </p>`;

/** More words behind a heading that opens. @param {{title: Children, open?: boolean, children?: Children}} props */
export const More = ({ title, open, children }) =>
  html`<details class="more" open=${open}><summary>${title}<${Icon} name="down" /></summary><div class="more-inside">${children}</div></details>`;

/**
 * A dialog over the page. Escape and the close button call `onClose`; the focus goes back to where it was.
 * @param {{title: Children, open: boolean, onClose: () => void, closeLabel: string, children?: Children}} props
 */
export function Sheet({ title, open, onClose, closeLabel, children }) {
  const id = useId();
  const box = useRef(/** @type {HTMLDialogElement|null} */ (null));
  useEffect(() => {
    const dialog = box.current;
    if (!dialog || !open) return undefined;
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    dialog.showModal();
    return () => {
      dialog.close();
      before?.focus();
    };
  }, [open]);
  if (!open) return null;
  const cancel = (/** @type {Event} */ event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${box} class="sheet" aria-labelledby=${id} onCancel=${cancel}>
    <header class="sheet-head"><h2 id=${id}>${title}</h2>
      <button type="button" class="icon-button" aria-label=${closeLabel} onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    ${children}
  </dialog>`;
}

/** A plain text of a feed as paragraphs and lists. @param {{text: string}} props */
export const Text = ({ text }) =>
  html`${blocks(text).map((block) => (block.kind === "list" ? html`<ul>${block.items.map((item) => html`<li>${item}</li>`)}</ul>` : html`<p>${block.text}</p>`))}`;

/**
 * Something that is fetched when a screen is shown: `{value, error, again}`; `value` is undefined while it is on its way.
 * @template T
 * @param {() => Promise<T>} load
 * @param {any[]} [on] what it depends on
 * @returns {{value: T|undefined, error: any, again: () => void}}
 */
export function useLoaded(load, on = []) {
  const [state, setState] = useState(/** @type {{value: T|undefined, error: any}} */ ({ value: undefined, error: null }));
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setState({ value, error: null }),
      (error) => wanted && setState((before) => ({ value: before.value, error })),
    );
    return () => {
      wanted = false;
    };
  }, [turn, ...on]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
