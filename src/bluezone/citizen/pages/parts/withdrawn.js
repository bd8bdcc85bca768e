/** Warnings that were taken back: one notice for each day, on every screen where the warning was shown before. */

import { html, Notice } from "./ui.js";
import { learn } from "./words.js";
import { words } from "../words/withdrawn.js";
import { dateAndTime, dayNames } from "../core/calendar_days.js";

learn(words);

/** @typedef {import("./app.js").App} App */

/** @param {{app: App, withdrawn: readonly {day: string, at: string}[]}} props */
export const Withdrawn = ({ app, withdrawn }) =>
  html`${withdrawn.map(
    (each) => html`<${Notice} key=${each.day} tone="good" title=${app.t("withdrawn.title", { day: dayNames(each.day, app.language).whole })}>
      <p>${app.t("withdrawn.why", { moment: dateAndTime(new Date(each.at)) })}</p>
      <p>${app.t("withdrawn.now")}</p>
    <//>`,
  )}`;
