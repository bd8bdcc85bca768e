import assert from "node:assert/strict";
import { test } from "node:test";

import {
  MOST_MEMBERS,
  declarationText,
  lastDay,
  mayDeclare,
  membersIn,
  missing,
  needsAdvice,
  noAnswers,
  ownIn,
  publicPart,
  readDeclaration,
  stateOf,
} from "../../../src/bluezone/citizen/pages/core/declaration.js";
import { classified } from "../../../src/bluezone/citizen/pages/core/scanned.js";

const SITE = "https://bluezone.laichau.example";
const WELL = { symptoms: [], travel: false, where: "", contact: false, ill: false, place: false };
const ILL = { symptoms: ["fever"], travel: true, where: "Hà Nội", contact: true, ill: true, place: true };
const MARK = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);

test("a declaration is complete when every question has an answer, whatever the answer", () => {
  assert.deepEqual(missing(noAnswers()), ["symptoms", "travel", "contact", "ill", "place"]);
  assert.deepEqual([missing(WELL), missing(ILL)], [[], []]);
  assert.deepEqual(missing({ ...WELL, travel: true, where: "  " }), ["where"]);
});

test("the code of somebody ill and of somebody well are the same code", () => {
  const texts = [WELL, ILL].map((answers) => declarationText(SITE, publicPart({ answers, day: "2026-11-24" }, MARK)));

  assert.equal(texts[0], texts[1]);
  assert.equal(texts[0], `${SITE}/app/#d=AQEJ2QECAwQFBgcI`);
});

test("a code says complete or not and until when, and comes back the same", () => {
  for (const answers of [WELL, noAnswers()]) {
    const part = publicPart({ answers, day: "2026-11-24" }, MARK);

    const read = classified(declarationText(SITE, part), SITE);

    assert.deepEqual(read, { kind: "declaration", declaration: part });
    assert.deepEqual([part.complete, part.day], [answers === WELL, "2026-11-26"]);
  }
});

test("two showings of one declaration share nothing but what they say", () => {
  const declared = { answers: WELL, day: "2026-11-24" };

  const [one, other] = [MARK, MARK.map((byte) => byte ^ 255)].map((random) => publicPart(declared, random));

  assert.notEqual(one.id, other.id);
  assert.deepEqual({ ...one, id: "" }, { ...other, id: "" });
});

test("a code of another version, length or flag is none", () => {
  const texts = ["AgEJ3AECAwQFBgcI", "AQIJ3AECAwQFBgcI", "AQEJ3AECAwQFBgcIAA", "AQEJ3AECAwQFBgc", "AQEJ3AECAwQFBg==", ""];

  assert.deepEqual(texts.map(readDeclaration), texts.map(() => null));
});

test("a declaration is valid on its day and the two after, and not before", () => {
  const declared = { answers: WELL, day: "2026-12-30" };

  const states = ["2026-12-29", "2026-12-30", "2027-01-01", "2027-01-02"].map((day) => stateOf(declared, day));

  assert.deepEqual(states, ["over", "valid", "valid", "over"]);
  assert.equal(lastDay(declared.day), "2027-01-01");
  assert.deepEqual([stateOf(null, "2026-12-30"), stateOf({ answers: noAnswers(), day: "2026-12-30" }, "2026-12-30")], ["none", "incomplete"]);
});

test("a symptom or a contact calls for advice, travel alone does not", () => {
  const answers = [WELL, { ...WELL, travel: true, where: "Sa Pa" }, { ...WELL, symptoms: ["cough"] }, { ...WELL, place: true }];

  assert.deepEqual(answers.map(needsAdvice), [false, false, true, true]);
});

test("a child from seven agrees too; under seven the guardian's word is enough", () => {
  const members = [
    { age: "under7", guardian: true, agreed: false },
    { age: "under7", guardian: false, agreed: true },
    { age: "child", guardian: true, agreed: false },
    { age: "child", guardian: true, agreed: true },
    { age: "adult", guardian: true, agreed: false },
    { age: "adult", guardian: true, agreed: true },
  ];

  assert.deepEqual(members.map(mayDeclare), [true, false, false, true, false, true]);
});

test("what a device kept is read with care", () => {
  const kept = { declared: { day: "2026-11-24", answers: { ...ILL, symptoms: ["fever", "made-up"], extra: 1 } } };

  assert.deepEqual(ownIn(kept), { day: "2026-11-24", answers: ILL });
  for (const document of [null, 1, "x", {}, { declared: 1 }, { declared: { day: "2026-02-31", answers: WELL } }, { declared: { day: "2026-11-24" } }])
    assert.equal(ownIn(document), null);
});

test("family members that are not understood are left out, and there are not too many", () => {
  const member = { id: "m-1", name: "Bà", age: "adult", guardian: true, agreed: true, declared: null };
  const many = Array.from({ length: 40 }, (_, at) => ({ ...member, id: `m-${at}` }));

  assert.deepEqual(membersIn({ members: [member, null, { id: 3 }, "x"] }), [member]);
  assert.equal(membersIn({ members: many }).length, MOST_MEMBERS);
  assert.deepEqual([membersIn(null), membersIn({ members: 4 })], [[], []]);
  assert.equal(membersIn({ members: [{ ...member, age: "elder" }] })[0].age, "adult");
});
