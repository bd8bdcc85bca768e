/** The code of a declaration, large enough for a gate: complete or not, until when, and nothing else. */

import { Button, Card, Icon, LinkButton, More, Notice, Page, html, useMemo } from "./ui.js";
import { Answered, declarationFile } from "./declaration_answers.js";
import { QrCode } from "./qr_show.js";
import { address } from "./router.js";
import { randomBytes } from "../core/bytes.js";
import { livedDay } from "../core/calendar_days.js";
import { declarationText, needsAdvice, publicPart, stateOf } from "../core/declaration.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/declaration.js").Declared} Declared */
/** @typedef {import("../screens/declaration.js").Person} Person */

/** @param {{ app: App, person: Person }} props */
export function DeclarationCode({ app, person }) {
  const back = { href: address("declaration"), label: app.t("declaration.back") };
  const { declared } = person;
  if (!declared) return html`<${Page} title=${app.t("declaration.code")} back=${back}><p>${app.t("declaration.state.none")}</p><//>`;
  const state = stateOf(declared, livedDay(app.now()));
  return html`<${Page} title=${app.t("declaration.code")} lead=${person.member ? app.t("declaration.for", { name: person.name }) : undefined} back=${back}>
    ${state === "over" ? html`<${Over} app=${app} person=${person} declared=${declared} />` : html`<${Code} app=${app} declared=${declared} />`}
    ${needsAdvice(declared.answers) && html`<${Notice} tone="warn" title=${app.t("declaration.advice")}>
      <p>${app.t("declaration.advice_text")}</p>
      <div class="actions"><${LinkButton} href=${address("help")} icon="phone">${app.t("declaration.advice_go")}<//></div>
    <//>`}
    <${More} title=${app.t("declaration.answers")}>
      <${Answered} app=${app} person=${person} answers=${declared.answers} />
      <p class="quiet">${app.t("declaration.export_hint")}</p>
      <${Button} icon="save" onClick=${() => handOver(app, person, declared)}>${app.t("declaration.export")}<//>
    <//>
  <//>`;
}

/** @param {{ app: App, declared: Declared }} props */
function Code({ app, declared }) {
  const { shown, text } = useMemo(() => {
    const part = publicPart(declared, randomBytes(8));
    return { shown: part, text: declarationText(app.config.site || location.origin, part) };
  }, [declared]);
  const state = app.t(shown.complete ? "declaration.code_complete" : "declaration.code_incomplete");
  const until = app.t("declaration.code_until", { day: app.say.day(shown.day) });
  return html`<${Card} class="gate">
    <p class=${shown.complete ? "gate-state gate-good" : "gate-state gate-warn"}><${Icon} name=${shown.complete ? "check" : "clock"} />${state}</p>
    <${QrCode} text=${text} label=${app.t("declaration.code_alt", { state, until })} />
    <p class="gate-until">${until}</p>
    <p class="quiet">${app.t("declaration.code_hint")}</p>
  <//>`;
}

/** @param {{ app: App, person: Person, declared: Declared }} props */
function Over({ app, person, declared }) {
  const { day } = publicPart(declared, new Uint8Array(8));
  return html`<${Notice} tone="warn" title=${app.t("declaration.state.over")}>
    <p>${app.t("declaration.code_over", { day: app.say.day(day) })}</p>
    <div class="actions"><${LinkButton} kind="primary" href=${address(`declaration/${person.id}`)}>${app.t("declaration.again")}<//></div>
  <//>`;
}

/** Put a readable file of the declaration among the person's downloads. @param {App} app @param {Person} person @param {Declared} declared */
function handOver(app, person, declared) {
  const file = new Blob([declarationFile(app, person, declared)], { type: "text/plain;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = `${app.t("declaration.file")}-${declared.day}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  app.announce(app.t("declaration.exported"));
}
