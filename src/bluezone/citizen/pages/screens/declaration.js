/**
 * The health declaration (khai báo y tế): for oneself and for family members, kept on this device, shown as a code.
 */

import { Button, Card, LinkButton, More, Notice, Page, Sheet, Tag, html, useLoaded, useState } from "../parts/ui.js";
import { DeclarationCode } from "../parts/declaration_code.js";
import { DeclarationForm } from "../parts/declaration_form.js";
import { NewMember } from "../parts/declaration_member.js";
import { address } from "../parts/router.js";
import { livedDay } from "../core/calendar_days.js";
import { MOST_MEMBERS, lastDay, membersIn, ownIn, stateOf } from "../core/declaration.js";

/** @typedef {import("../parts/app.js").App} App */
/** @typedef {import("../core/declaration.js").Declared} Declared */
/** @typedef {import("../core/declaration.js").Member} Member */
/** @typedef {{ id: string, name: string, declared: Declared | null, member: Member | null }} Person */

/** The person whose device it is, beside the identifiers of family members. */
const ME = "me";
const TONES = /** @type {const} */ ({ none: "plain", incomplete: "warn", valid: "good", over: "warn" });

/** @param {{ app: App, params: Record<string, string> }} props */
function View({ app, params }) {
  const loaded = useLoaded(() => Promise.all([app.store.get("declaration"), app.store.get("family")]));
  if (loaded.error) return html`<${Page} title=${app.t("declaration.title")}><${Notice} tone="bad" title=${app.t("declaration.unreadable")} /><//>`;
  if (!loaded.value) return html`<${Page} title=${app.t("declaration.title")} />`;
  const kept = keptIn(app, loaded.value, loaded.again);
  const person = kept.people.find((each) => each.id === params.id);
  if (params.id === "new" && kept.people.length <= MOST_MEMBERS) return html`<${NewMember} app=${app} onMember=${kept.keepMember} />`;
  if (person && params.show) return html`<${DeclarationCode} app=${app} person=${person} />`;
  if (person) return html`<${DeclarationForm} key=${person.id} app=${app} person=${person} onSave=${kept.declare} onRefused=${kept.remove} />`;
  return html`<${People} app=${app} kept=${kept} />`;
}

/**
 * The people whom this device declares for, and what changes them.
 * @param {App} app
 * @param {any[]} documents
 * @param {() => void} again
 */
function keptIn(app, [own, family], again) {
  const members = membersIn(family);
  const setMembers = (/** @type {Member[]} */ after) => app.store.set("family", { version: 1, members: after }).then(again);
  const people = /** @type {Person[]} */ ([
    { id: ME, name: app.t("declaration.me"), declared: ownIn(own), member: null },
    ...members.map((member) => ({ id: member.id, name: member.name, declared: member.declared, member })),
  ]);
  return {
    people,
    keepMember: (/** @type {Member} */ member) => setMembers([...members, member]),
    /** Keep what a person, or the guardian for a person, answered. @param {Person} person @param {Declared} declared */
    declare: (person, declared) =>
      person.member
        ? setMembers(members.map((each) => (each.id === person.id ? { ...each, agreed: true, declared } : each)))
        : app.store.set("declaration", { version: 1, declared }).then(again),
    remove: (/** @type {Person} */ person) =>
      person.member
        ? setMembers(members.filter((each) => each.id !== person.id))
        : app.store.set("declaration", { version: 1, declared: null }).then(again),
  };
}

/** @param {{ app: App, kept: ReturnType<typeof keptIn> }} props */
function People({ app, kept }) {
  const [removing, setRemoving] = useState(/** @type {Person | null} */ (null));
  const [me, ...family] = kept.people;
  const isFull = family.length >= MOST_MEMBERS;
  const remove = async (/** @type {Person} */ person) => {
    await kept.remove(person);
    setRemoving(null);
    app.announce(app.t("declaration.removed", { name: person.name }));
  };
  return html`<${Page} title=${app.t("declaration.title")} lead=${app.t("declaration.lead")}>
    <${PersonCard} app=${app} person=${me} isMain=${true} onRemove=${setRemoving} />
    <section class="stack" aria-labelledby="family">
      <h2 id="family">${app.t("declaration.family")}</h2>
      ${family.map((person) => html`<${PersonCard} key=${person.id} app=${app} person=${person} isMain=${false} onRemove=${setRemoving} />`)}
      ${isFull ? html`<p class="quiet">${app.t("declaration.full", { count: MOST_MEMBERS })}</p>` : html`<${LinkButton} href=${address("declaration/new")} icon="plus">${app.t("declaration.add")}<//>`}
    </section>
    <${More} title=${app.t("declaration.what")}>
      <p>${app.t("declaration.what_text")}</p><p>${app.t("declaration.what_not")}</p><p>${app.t("declaration.what_sent")}</p>
    <//>
    ${removing && html`<${Sheet} open title=${app.t("declaration.remove_sure", { name: removing.name })} closeLabel=${app.t("declaration.keep")} onClose=${() => setRemoving(null)}>
      <p>${app.t("declaration.remove_text")}</p>
      <div class="actions">
        <${Button} kind="danger" icon="trash" onClick=${() => remove(removing)}>${app.t("declaration.remove_yes")}<//>
        <${Button} onClick=${() => setRemoving(null)}>${app.t("declaration.keep")}<//>
      </div>
    <//>`}
  <//>`;
}

/** @param {{ app: App, person: Person, isMain: boolean, onRemove: (person: Person) => void }} props */
function PersonCard({ app, person, isMain, onRemove }) {
  const state = stateOf(person.declared, livedDay(app.now()));
  const until = person.declared ? app.say.shortDay(lastDay(person.declared.day)) : "";
  const what = { none: "declare", incomplete: "go_on", valid: "again", over: "again" }[state];
  const said = (/** @type {string} */ word) => (person.member ? app.t(`declaration.${word}_for`, { name: person.name }) : undefined);
  const isShown = state === "valid" || state === "incomplete";
  return html`<${Card} level=${isMain ? 2 : 3} class="person" title=${person.name} icon=${person.member ? "people" : "form"}>
    <p><${Tag} tone=${TONES[state]} icon=${state === "valid" ? "check" : state === "none" ? undefined : "clock"}>${app.t(`declaration.state.${state}`, { day: until })}<//></p>
    <div class="actions">
      ${isShown && html`<${LinkButton} href=${address(`declaration/${person.id}?show=1`)} kind=${state === "valid" ? "primary" : "plain"} icon="scan" aria-label=${said("show")}>${app.t("declaration.show")}<//>`}
      <${LinkButton} href=${address(`declaration/${person.id}`)} kind=${state === "valid" ? "plain" : "primary"} aria-label=${said(what)}>${app.t(`declaration.${what}`)}<//>
      ${(person.member || person.declared) && html`<${Button} kind="quiet" icon="trash" aria-label=${app.t("declaration.remove_for", { name: person.name })} onClick=${() => onRemove(person)}>${app.t("declaration.remove")}<//>`}
    </div>
  <//>`;
}

export const screen = { path: "declaration", title: "declaration.title", icon: "form", nav: true, View };
