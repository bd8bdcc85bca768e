/**
 * A family member to declare for: what they are called, how old they are, and who agrees.
 *
 * Under seven the guardian's word is enough; from seven to fifteen the child is asked on a page of its own; somebody
 * older knows of it and agrees.
 */

import { Button, Card, Choice, Choices, Field, Icon, Notice, Page, html, useEffect, useRef, useState } from "./ui.js";
import { address } from "./router.js";
import { randomBytes, toBase64Url } from "../core/bytes.js";
import { LONGEST_NAME } from "../core/declaration.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("../core/declaration.js").Age} Age */
/** @typedef {import("../core/declaration.js").Member} Member */
/** @typedef {import("../screens/declaration.js").Person} Person */

const AGES = /** @type {const} */ (["under7", "child", "adult"]);
/** Random bytes of the identifier of a member, which never leaves the device. */
const ID_LENGTH = 6;

/** @param {{ app: App, onMember: (member: Member) => Promise<void> }} props */
export function NewMember({ app, onMember }) {
  const [name, setName] = useState("");
  const [age, setAge] = useState(/** @type {Age | ""} */ (""));
  const [guardian, setGuardian] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const [fault, setFault] = useState(/** @type {string | null} */ (null));
  const called = name.trim();
  const begin = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const wrong = wrongIn(called, age, guardian, agreed);
    setFault(wrong);
    if (wrong || age === "") return;
    const member = { id: `m-${toBase64Url(randomBytes(ID_LENGTH))}`, name: called, age, guardian, agreed: age === "adult" && agreed, declared: null };
    await onMember(member).then(() => app.go(`declaration/${member.id}`), () => setFault("failed"));
  };
  return html`<${Page} title=${app.t("declaration.member")} lead=${app.t("declaration.member_lead")} back=${{ href: address("declaration"), label: app.t("declaration.back") }}>
    <form class="stack" noValidate onSubmit=${begin}>
      <${Card}>
        <${Field} label=${app.t("declaration.name")} help=${app.t("declaration.name_hint")} value=${name} maxlength=${LONGEST_NAME} autocomplete="off"
          error=${fault === "name_missing" && app.t("declaration.name_missing")} onInput=${(/** @type {any} */ event) => setName(event.currentTarget.value)} />
        <${Choices} legend=${app.t("declaration.age")} value=${age} options=${AGES.map((each) => ({ value: each, label: app.t(`declaration.age.${each}`) }))} onChange=${setAge} />
      <//>
      ${age && html`<${Guardian} app=${app} age=${age} name=${called || "…"} guardian=${guardian} agreed=${agreed} onGuardian=${setGuardian} onAgreed=${setAgreed} />`}
      ${fault && fault !== "name_missing" && html`<${Notice} tone="warn" live title=${app.t(`declaration.${fault}`)} />`}
      <${Button} kind="primary" type="submit" wide>${app.t("declaration.member_next")}<//>
    </form>
  <//>`;
}

/**
 * What is still missing before a member can be declared for, as a word.
 * @param {string} name
 * @param {Age | ""} age
 * @param {boolean} guardian
 * @param {boolean} agreed
 */
function wrongIn(name, age, guardian, agreed) {
  if (!name) return "name_missing";
  if (!age) return "age_missing";
  return guardian && (age !== "adult" || agreed) ? null : "needs_agreement";
}

/** @param {{ app: App, age: Age, name: string, guardian: boolean, agreed: boolean, onGuardian: (on: boolean) => void, onAgreed: (on: boolean) => void }} props */
function Guardian({ app, age, name, guardian, agreed, onGuardian, onAgreed }) {
  const isAdult = age === "adult";
  return html`<${Card} title=${app.t(isAdult ? "declaration.agreement" : "declaration.guardian")} icon="people">
    <${Choice} checked=${guardian} onChange=${onGuardian}>${app.t(isAdult ? "declaration.guardian_adult" : "declaration.guardian_child", { name })}<//>
    ${isAdult && html`<${Choice} checked=${agreed} onChange=${onAgreed}>${app.t("declaration.agreed_adult", { name })}<//>`}
    ${!isAdult && html`<p class="quiet">${app.t(age === "under7" ? "declaration.under7" : "declaration.child_next", { name })}</p>`}
  <//>`;
}

/** The page that a child reads, or hears: yes or no, both as easy. @param {{ app: App, person: Person, onAgreed: () => void, onRefused: (person: Person) => Promise<void> }} props */
export function ChildAgreement({ app, person, onAgreed, onRefused }) {
  const [refused, setRefused] = useState(false);
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => box.current?.focus(), [refused]);
  const back = { href: address("declaration"), label: app.t("declaration.back") };
  const refuse = () => {
    setRefused(true);
    app.announce(app.t("declaration.refused", { name: person.name }));
  };
  if (refused) {
    const leave = () => onRefused(person).then(() => app.go("declaration"));
    return html`<${Page} title=${app.t("declaration.title")}>
      <${Notice} title=${app.t("declaration.refused", { name: person.name })} />
      <${Button} kind="primary" onClick=${leave}>${app.t("declaration.back")}<//>
    <//>`;
  }
  return html`<${Page} title=${app.t("declaration.agreed_child", { name: person.name })} lead=${app.t("declaration.child_first")} back=${back}>
    <${Card} tone="primary" class="child-page">
      <p class="child-words"><${Icon} name="leaf" size="large" />${app.t("declaration.agreed_child_text")}</p>
      <${Button} icon="check" wide onClick=${onAgreed}>${app.t("declaration.agreed_child_yes")}<//>
      <${Button} icon="close" wide onClick=${refuse}>${app.t("declaration.agreed_child_no")}<//>
    <//>
  <//>`;
}
